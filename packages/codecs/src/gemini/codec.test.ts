import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { gemini } from './index.ts';

const cases = readCorpus('gemini');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(gemini, [one]))('$name', ({ run }) => run());
});

describe('generated', () => {
  it.each(generatedCases(gemini, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least thirty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});
