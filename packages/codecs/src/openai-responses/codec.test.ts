import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { openaiResponses, responsesDialects, type ResponsesDialect } from './index.ts';

const cases = readCorpus('openai-responses');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  const codec = openaiResponses(one.dialect as ResponsesDialect | undefined);
  it.each(recordedCases(codec, [one]))('$name', ({ run }) => run());
});

describe.each(responsesDialects)('generated, dialect %s', (dialect) => {
  it.each(generatedCases(openaiResponses(dialect), cases, { runs: 300 }))('$group: $name', ({ run }) =>
    run(),
  );
});

it('is judged on at least thirty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});
