import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { codecFor } from '../index.ts';
import { bedrockConverse, bedrockConverseOther } from './index.ts';

const cases = readCorpus('bedrock-converse');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(codecFor('bedrock-converse', one.dialect), [one]))('$name', ({ run }) => run());
});

describe.each([bedrockConverse, bedrockConverseOther])('generated, dialect $dialect', (codec) => {
  it.each(generatedCases(codec, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least thirty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});
