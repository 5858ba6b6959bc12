import { existsSync, readdirSync } from 'node:fs';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

// Workspace packages resolve to their TypeScript source, so tests need no build.
const source = '@throughline/source';
// Not `module`, which is for bundlers: some packages hold files there that Node itself does not take.
const conditions = [source, 'node', 'development|production'];

const folders = ['packages', 'apps', 'examples'].flatMap((parent) =>
  readdirSync(new URL(parent, import.meta.url)).map((name) => ({ name, root: `${parent}/${name}` })),
);
const tested = folders.filter(({ name, root }) => name !== 'tooling' && existsSync(`${root}/src`));

/** One plain closing line, for logs that are read by a program. */
const totals: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  },
};

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: [source] } },
  test: {
    reporters: ['default', totals],
    projects: [
      ...tested.map(({ name, root }) => ({
        extends: true as const,
        root,
        test: { name, environment: 'node' as const, include: ['src/**/*.test.ts'], testTimeout: 30_000 },
      })),
      {
        extends: true as const,
        test: {
          name: 'repository',
          environment: 'node' as const,
          include: ['tools/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
export default config;
