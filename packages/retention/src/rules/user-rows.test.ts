import { describe, expect, it } from 'vitest';
import { ruleFor } from './match.ts';
import { rules } from './table.ts';
import { withRules } from './user-rows.ts';

const own = {
  id: 'acme/one',
  provider: 'acme',
  match: { wires: ['openai-chat'], models: '^kimi' },
  issuer: 'acme',
  returns: 'all',
  required: 'none',
  finished: 'keep',
  field: 'thoughts',
  signed: 'never',
  exact: 'unchecked',
  empty: 'allowed',
  bound: [],
  source: { url: 'https://example.com/thinking', read: '2026-11-24', confidence: 'low' },
};
const kimi = { wire: 'openai-chat', model: 'kimi-k2.6' };

describe('rows of the user', () => {
  it('come first', () => {
    const table = withRules([own]);
    expect(ruleFor(kimi, table).id).toBe('acme/one');
    expect(table).toHaveLength(rules.length + 1);
  });

  it('take the place of a row of the same id', () => {
    const table = withRules([{ ...own, id: 'moonshot/k2.6' }]);
    expect(ruleFor(kimi, table).provider).toBe('acme');
    expect(table.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  });

  it('may be none', () => {
    expect(withRules([])).toEqual(rules);
  });

  it('leave the built-in table as it is', () => {
    withRules([own]);
    expect(ruleFor(kimi).id).toBe('moonshot/k2.6');
  });

  it.each([
    ['no list', own, /^format-invalid: Invalid input/],
    [
      'a wire that is not there',
      [{ ...own, match: { ...own.match, wires: ['openai-chat', 'openai'] } }],
      /^format-invalid: \[0\]\.match\.wires\[1\]: expected one of .*, found "openai"/,
    ],
    [
      'a word that is none of ours',
      [own, { ...own, id: 'b', returns: 'some' }],
      /^format-invalid: \[1\]\.returns: /,
    ],
    ['no field', [{ ...own, field: undefined }], /^format-invalid: \[0\]\.field: /],
    [
      'a pattern that is none',
      [{ ...own, match: { ...own.match, models: '(' } }],
      /\[0\]\.match\.models: is not a regular expression/,
    ],
    ['an unknown key', [{ ...own, retrun: 'all' }], /^format-invalid: \[0\]: .*retrun/],
    ['a day that is none', [{ ...own, source: { ...own.source, read: 'today' } }], /\[0\]\.source\.read: /],
    ['the same id twice', [own, own], /^format-invalid: \[1\]\.id: acme\/one comes twice/],
  ])('are refused with the place: %s', (_what, rows, message) => {
    expect(() => withRules(rows)).toThrow(message);
  });
});
