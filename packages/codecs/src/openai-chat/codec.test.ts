import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { dialects, openaiChat, type DialectName } from './index.ts';

const cases = readCorpus('openai-chat');
const names = Object.keys(dialects) as readonly DialectName[];

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(openaiChat(one.dialect as DialectName), [one]))('$name', ({ run }) => run());
});

/** One dialect of each kind of slot is judged at length, the others in passing. */
const kinds = new Map(
  names.toReversed().map((name) => [openaiChat(name).capabilities.visibilities.join(), name]),
);
const longest = new Set(kinds.values());

describe.each(names)('generated, dialect %s', (name) => {
  const own = cases.filter(({ dialect }) => dialect === name);
  const bodies = own.some(({ reply }) => reply !== undefined) ? own : cases;
  const runs = longest.has(name) ? 300 : 25;
  it.each(generatedCases(openaiChat(name), bodies, { runs }))('$group: $name', ({ run }) => run());
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

it('is judged on at least twenty hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});
