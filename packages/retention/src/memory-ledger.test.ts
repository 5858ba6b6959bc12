import { describe, expect, it } from 'vitest';
import type { Remembered } from './ledger.ts';
import { createLedger } from './memory-ledger.ts';

const remembered = (id: string, text = 'word'): Remembered => ({
  id,
  origin: { wire: 'anthropic-messages', issuer: 'claude' },
  name: id,
  items: [text],
  isCut: false,
  keys: [`id:${id}`, 'shared'],
  turn: '',
  sent: { parts: [], head: {} },
});

const ids = (found: readonly (readonly Remembered[])[]): string[][] =>
  found.map((list) => list.map(({ id }) => id));

describe('a ledger in memory', () => {
  it('finds under every key what was added, oldest first', () => {
    const ledger = createLedger();
    for (const id of ['a', 'b']) ledger.add(remembered(id));
    expect(ids(ledger.find(['shared', 'id:b', 'nothing']))).toEqual([['a', 'b'], ['b'], []]);
  });

  it('replaces what has the same id', () => {
    const ledger = createLedger();
    ledger.add(remembered('a', 'one'));
    ledger.add(remembered('a', 'two'));
    expect(ledger.size).toBe(1);
    expect(ledger.find(['shared'])[0]?.map(({ items }) => items)).toEqual([['two']]);
  });

  it('keeps tenants apart', () => {
    const ledger = createLedger();
    ledger.add(remembered('a'), 'one');
    ledger.add(remembered('b'), 'two');
    expect(ids(ledger.find(['shared'], 'one'))).toEqual([['a']]);
    expect(ids(ledger.find(['shared']))).toEqual([[]]);
  });

  it('stays within its bytes, and forgets what was not asked for longest', () => {
    const ledger = createLedger({ maxBytes: 3500 });
    for (const id of ['a', 'b', 'c']) ledger.add(remembered(id, 'x'.repeat(1000)));
    expect(ids(ledger.find(['shared']))).toEqual([['b', 'c']]);
    ledger.find(['id:b']);
    ledger.add(remembered('d', 'x'.repeat(1000)));
    expect(ids(ledger.find(['shared']))).toEqual([['b', 'd']]);
    expect(ledger.bytes).toBeLessThanOrEqual(3500);
  });

  it('forgets the oldest where it is told so', () => {
    const ledger = createLedger({ maxBytes: 3500, evict: 'oldest' });
    for (const id of ['a', 'b']) ledger.add(remembered(id, 'x'.repeat(1000)));
    ledger.find(['id:a']);
    ledger.add(remembered('c', 'x'.repeat(1000)));
    expect(ids(ledger.find(['shared']))).toEqual([['b', 'c']]);
  });

  it('forgets by age, on the clock it is given', () => {
    let time = 0;
    const ledger = createLedger({ maxAge: 10, now: () => time });
    ledger.add(remembered('a'));
    time = 11;
    expect(ids(ledger.find(['id:a']))).toEqual([[]]);
    expect(ledger.bytes).toBe(0);
  });

  it('keeps no more than a few under one key, and those made last', () => {
    const ledger = createLedger({ maxPerKey: 2 });
    for (const id of ['a', 'b', 'c']) ledger.add(remembered(id));
    expect(ids(ledger.find(['shared', 'id:a']))).toEqual([['b', 'c'], ['a']]);
  });
});
