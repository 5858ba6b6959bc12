/** A slice of `pnpm fuzz` for every day: the same inputs each time, every wire. */
import { describe, expect, it } from 'vitest';
import { told } from '../fuzz/report.ts';
import { watched } from '../fuzz/watch.ts';
import { wireNames } from './index.ts';

const runs = 400;

describe.concurrent('inputs nobody wrote', () => {
  it.each(Object.keys(wireNames))(
    'are taken or refused clearly by %s',
    { timeout: 120_000 },
    async (wire) => {
      const { inputs, findings } = await watched({ wire, seed: 1, runs, reach: 'short' });
      expect(findings.map((finding) => `${told(finding, true)}\n`).join('\n')).toBe('');
      expect(inputs).toBeGreaterThan(runs);
    },
  );
});
