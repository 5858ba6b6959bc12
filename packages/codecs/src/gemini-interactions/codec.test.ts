import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { geminiInteractions } from './index.ts';

const cases = readCorpus('gemini-interactions');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(geminiInteractions, [one]))('$name', ({ run }) => run());
});

describe('generated', () => {
  it.each(generatedCases(geminiInteractions, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least twenty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});
