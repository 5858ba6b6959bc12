import { generatedCases, recordedCases } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { ollamaChat } from './index.ts';

const cases = readCorpus('ollama-chat');

describe.each(cases.map((one) => ({ name: one.name, one })))('$name', ({ one }) => {
  it.each(recordedCases(ollamaChat, [one]))('$name', ({ run }) => run());
});

describe('generated', () => {
  it.each(generatedCases(ollamaChat, cases))('$group: $name', ({ run }) => run());
});

it('is judged on at least fifteen hand-written cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(15);
});
