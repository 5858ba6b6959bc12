import { describe, expect, it } from 'vitest';
import { compare, extendsPrefix } from './tally.ts';
import type { Ledger, Unit } from './wire.ts';

const thinking = (gist: string, identity: string = gist): Unit => ({ kind: 'thinking', identity, gist });
const text = (gist: string): Unit => ({ kind: 'text', identity: gist, gist });
const call = (callId: string, written: string): Unit => ({
  kind: 'call',
  identity: `${callId} ${written}`,
  gist: callId,
  written: { callId, text: written },
});

function ledgerOf(...replies: readonly (readonly Unit[])[]): Ledger {
  const options = { wire: 'openai-chat', policy: () => [] } as const;
  return { id: 's', options, replies: replies.map((units) => ({ reply: {}, units })) };
}

const minted = [thinking('a'), text('t'), thinking('b'), call('1', '{"x": 1.0}')];

describe('what came back', () => {
  it.each<[string, readonly Unit[], readonly [number, number, number]]>([
    ['everything', minted, [2, 0, 0]],
    ['nothing', [], [0, 0, 2]],
    ['one of two', minted.slice(1), [1, 0, 1]],
    ['one in another shape', [thinking('a', 'other field a'), ...minted.slice(1)], [1, 1, 0]],
    ['one with another text', [thinking('A'), ...minted.slice(1)], [1, 1, 0]],
    ['both in one string', [thinking('a and b'), ...minted.slice(3)], [0, 2, 0]],
    ['one disguised as text', [text('<a>'), ...minted.slice(1)], [1, 1, 0]],
  ])('%s', (_what, found, [identical, changed, dropped]) => {
    expect(compare(ledgerOf(minted), [found]).thinking).toEqual({ expected: 2, identical, changed, dropped });
  });

  it('is due from every reply so far', () => {
    const twice = compare(ledgerOf(minted, minted), [minted]);
    expect(twice.thinking).toEqual({ expected: 4, identical: 2, changed: 0, dropped: 2 });
    expect(twice.arguments).toEqual({ expected: 2, identical: 1 });
  });

  it('does not take an opaque entry for changed because some text is left', () => {
    const details = [thinking('a', 'details a'), thinking('AAAA', 'encrypted AAAA')];
    expect(compare(ledgerOf(details), [[thinking('a', 'field a')]]).thinking).toEqual({
      expected: 2,
      identical: 0,
      changed: 1,
      dropped: 1,
    });
  });

  it('is out of order when two units changed places', () => {
    expect(compare(ledgerOf(minted), [minted]).order).toBe(true);
    expect(compare(ledgerOf(minted), [[minted[2], minted[1], minted[0], minted[3]] as Unit[]]).order).toBe(
      false,
    );
  });

  it('compares arguments byte for byte', () => {
    const again = [...minted.slice(0, 3), call('1', '{"x":1}')];
    expect(compare(ledgerOf(minted), [again]).arguments).toEqual({ expected: 1, identical: 0 });
  });
});

describe('a prefix', () => {
  const before = { head: 'h', messages: ['1', '2'] };

  it.each([
    ['grows', { head: 'h', messages: ['1', '2', '3'] }, true],
    ['has another head', { head: 'H', messages: ['1', '2', '3'] }, false],
    ['was rewritten', { head: 'h', messages: ['1', 'x', '3'] }, false],
    ['shrank', { head: 'h', messages: ['1'] }, false],
  ])('that %s', (_what, after, isExtended) => {
    expect(extendsPrefix(before, after)).toBe(isExtended);
  });
});
