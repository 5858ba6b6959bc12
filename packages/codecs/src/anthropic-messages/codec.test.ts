import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { anthropicCompatible, anthropicMessages } from './index.ts';

const cases = readCorpus('anthropic-messages');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(anthropicMessages, [one]))('$name', ({ run }) => run());
});

describe.each([anthropicMessages, anthropicCompatible])('generated, dialect $dialect', (codec) => {
  it.each(generatedCases(codec, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least twenty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});
