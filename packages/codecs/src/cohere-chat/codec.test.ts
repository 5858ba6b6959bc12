import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { cohereChat } from './index.ts';

const cases = readCorpus('cohere-chat');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(cohereChat, [one]))('$name', ({ run }) => run());
});

describe('generated', () => {
  it.each(generatedCases(cohereChat, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least sixteen hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(16);
});
