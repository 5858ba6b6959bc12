/** How every published package is built. */
import { defineConfig, type UserConfig } from 'tsdown';

// Packing each package to lint it doubles the build time, so it is a step of its own (check:packages).
const isChecked = process.env['CHECK_PACKAGES'] === '1';

const config: UserConfig = defineConfig({
  entry: ['src/{index,main,fingerprint}.ts', 'src/*/index.ts'],
  format: ['esm'],
  platform: 'node',
  target: 'node22.12',
  fixedExtension: false,
  sourcemap: true,
  dts: { sourcemap: true },
  publint: isChecked && { level: 'error' },
  attw: isChecked && { profile: 'esm-only', level: 'error' },
});
export default config;
