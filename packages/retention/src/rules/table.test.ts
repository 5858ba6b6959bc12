import { describe, expect, it } from 'vitest';
import { findingCodes } from '../findings.ts';
import { ruleSchema, type Rule } from './rule.ts';
import { rules } from './table.ts';

const wires = [
  'anthropic-messages',
  'openai-chat',
  'openai-responses',
  'gemini',
  'gemini-interactions',
  'bedrock-converse',
  'mistral-chat',
  'cohere-chat',
  'ollama-chat',
];

const today = '2026-11-25';

function messages(rule: Rule): string[] {
  return Object.values(rule.refusals ?? {}).map(({ message }) => message);
}

function patterns(rule: Rule): string[] {
  const { models, endpoints } = rule.match;
  return [models, ...(endpoints === undefined ? [] : [endpoints]), ...(rule.reads ?? [])];
}

describe('the table', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s fits the schema', (_id, rule) => {
    expect(ruleSchema.safeParse(rule).error).toBeUndefined();
  });

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
  });

  it('has no id twice', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('names a provider first in each id', () => {
    expect(rules.filter(({ id }) => !/^[a-z-]+\/[a-z0-9.-]+$/.test(id)).map(({ id }) => id)).toEqual([]);
  });

  it.each(wires)('ends with a row for everything on %s', (wire) => {
    const last = rules.findLast(({ match }) => match.wires.includes(wire));
    expect(last?.match).toEqual({ wires: [wire], models: '.*' });
  });

  it('speaks of known wires only', () => {
    expect(rules.flatMap(({ match }) => match.wires).filter((wire) => !wires.includes(wire))).toEqual([]);
  });

  it('was not read in the future, nor before thinking had to come back', () => {
    const odd = rules.filter(({ source }) => source.read > today || source.read < '2026-01-01');
    expect(odd.map(({ id }) => id)).toEqual([]);
  });

  it('cites pages', () => {
    expect(rules.filter(({ source }) => !source.url.startsWith('https://')).map(({ id }) => id)).toEqual([]);
  });

  it('answers to known findings only', () => {
    const codes = rules.flatMap(({ refusals }) => Object.keys(refusals ?? {}));
    expect(codes.filter((code) => !Object.hasOwn(findingCodes, code))).toEqual([]);
  });

  it('leaves no placeholder in a refusal that nobody fills', () => {
    const placeholders = rules.flatMap(messages).flatMap((message) => message.match(/\{[^}]*\}/g) ?? []);
    const known = new Set(['{i}', '{j}', '{id}', '{name}', '{field}']);
    expect(placeholders.filter((placeholder) => !known.has(placeholder))).toEqual([]);
  });

  it('says what is answered wherever it says that something is demanded', () => {
    const mute = rules.filter(({ required, refusals }) => required !== 'none' && refusals === undefined);
    expect(mute.map(({ id }) => id)).toEqual([]);
  });

  it('does not refuse a key that it reads', () => {
    const torn = rules.filter(({ returns, field, alsoReads = [], refuses = [] }) => {
      return returns !== 'none' && [field, ...alsoReads].some((key) => refuses.includes(key));
    });
    expect(torn.map(({ id }) => id)).toEqual([]);
  });

  it('binds no proof where there is none', () => {
    expect(rules.filter(({ signed, bound }) => signed === 'never' && bound.length > 0)).toEqual([]);
  });

  // A pattern that backtracks would not come back from these within the test's time.
  it.each(['a', '-', 'claude-', 'gpt-5.', '/', 'o1', '1-', 'google/gemini-3-', '.', 'openai/'])(
    'takes 10,000 characters of %j without a stall',
    (piece) => {
      const long = piece.repeat(10_000 / piece.length);
      const tried = rules.flatMap(patterns).map((pattern) => new RegExp(pattern, 'i').test(long));
      expect(tried.length).toBeGreaterThan(rules.length);
    },
  );
});
