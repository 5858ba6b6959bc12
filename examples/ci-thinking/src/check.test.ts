import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = ['--conditions=@throughline/source'];
const check = new URL('check.ts', import.meta.url).pathname;
const command = new URL('../../../packages/cli/src/main.ts', import.meta.url).pathname;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-ci-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** As the workflow runs it, from source. */
async function checked(scaffold: string): Promise<number> {
  const env = { ...process.env, THROUGHLINE: [process.execPath, ...source, command].join(' ') };
  return new Promise((resolve) => {
    execFile(process.execPath, [...source, check, scaffold], { env, cwd: folder }, (error) =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });
}

type Log = {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly locations: readonly object[];
    }[];
  }[];
};

const resultsIn = async (): Promise<Log['runs'][0]['results']> => {
  const log = JSON.parse(await readFile(join(folder, 'thinking.sarif'), 'utf8')) as Log;
  return log.runs.flatMap(({ results }) => results);
};

describe('the check for CI', () => {
  it('passes a scaffold that keeps thinking', async () => {
    expect(await checked('keeping')).toBe(0);
    expect(await resultsIn()).toEqual([]);
  });

  it('fails one that drops it, although the provider says nothing, and shows where', async () => {
    expect(await checked('forgetting')).toBe(1);
    const results = await resultsIn();
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual(
      [1, 2, 3].map(() => ['thinking-missing-in-open-tool-loop', 'error']),
    );
    expect(results[0]?.locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'capture.jsonl' }, region: { startLine: 2 } } },
    ]);
  });

  it('is what the workflow runs', async () => {
    const workflow = await readFile(new URL('../.github/workflows/thinking.yml', import.meta.url), 'utf8');
    expect(workflow).toContain('run: node src/check.ts\n');
    expect(workflow).toContain('sarif_file: thinking.sarif\n');
    expect(workflow).toContain('path: capture.jsonl\n');
  });
});
