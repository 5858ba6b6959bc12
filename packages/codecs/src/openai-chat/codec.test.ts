import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { dialects, openaiChat, type DialectName } from './index.ts';

const cases = readCorpus('openai-chat');
const names = Object.keys(dialects) as readonly DialectName[];

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(openaiChat(one.dialect as DialectName), [one]))('$name', ({ run }) => run());
});

describe.each(names)('generated, dialect %s', (name) => {
  const own = cases.filter(({ dialect }) => dialect === name);
  it.each(generatedCases(openaiChat(name), own))('$group: $name', ({ run }) => run());
});

describe('any dialect', () => {
  it.each(names)('%s carries what every other one said', (name) => {
    for (const one of cases)
      for (const { run } of recordedCases(openaiChat(name), [one]).filter(
        (law) => law.name === 'format round trip',
      ))
        run();
  });
});

it('is judged on at least twenty hand-written cases, some of every dialect', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
  expect(new Set(cases.map(({ dialect }) => dialect))).toEqual(new Set(names));
});
