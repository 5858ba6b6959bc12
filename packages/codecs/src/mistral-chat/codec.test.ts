import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { mistralChat } from './index.ts';

const cases = readCorpus('mistral-chat');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(mistralChat, [one]))('$name', ({ run }) => run());
});

describe('generated', () => {
  it.each(generatedCases(mistralChat, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least twenty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});
