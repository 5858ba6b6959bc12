import { type Message, type ModelRequest } from '@throughline/core';
import { assistant, text, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { sessionEncoder, type EncodeMessage } from './session.ts';

/** Counts how often it is asked. */
function counted(): { readonly encode: EncodeMessage; readonly asked: Message[] } {
  const asked: Message[] = [];
  return {
    asked,
    encode: (message, { index }) => {
      asked.push(message);
      return { items: [{ index }], losses: [{ path: '.x', code: 'edited', detail: '' }], delivery: [] };
    },
  };
}

const grown = (length: number): ModelRequest['messages'] =>
  Array.from({ length }, (_, index) => user(String(index)));

describe('a session that grows', () => {
  it('is encoded once a message, however often it is asked for', () => {
    const { encode, asked } = counted();
    const session = sessionEncoder('any', encode);
    const messages = grown(20);
    for (let length = 1; length <= 20; length += 1)
      expect(session(messages.slice(0, length), undefined).items).toHaveLength(length);
    expect(asked).toHaveLength(20);
  });

  it('gives a shorter one its own prefix, with paths', () => {
    const session = sessionEncoder('any', counted().encode);
    const messages = grown(3);
    session(messages, undefined);
    expect(session(messages.slice(0, 2), undefined)).toMatchObject({
      items: [{ index: 0 }, { index: 1 }],
      losses: [{ path: 'messages[0].x' }, { path: 'messages[1].x' }],
    });
  });

  it('forks where two go apart, and both are remembered', () => {
    const { encode, asked } = counted();
    const session = sessionEncoder('any', encode);
    const messages = grown(10);
    const other = [...messages.slice(0, 5), assistant(text('elsewhere')), user('more')];
    session(messages, undefined);
    session(other, undefined);
    session([...messages, user('on')], undefined);
    session([...other, user('on')], undefined);
    expect(asked).toHaveLength(10 + 2 + 1 + 1);
  });

  it('is no other session that only ends alike', () => {
    const { encode, asked } = counted();
    const session = sessionEncoder('any', encode);
    const messages = grown(4);
    session(messages, undefined);
    session([messages[0] as Message, user('changed'), ...messages.slice(2)], undefined);
    expect(asked).toHaveLength(4 + 3);
  });

  it('keeps what one policy made from another', () => {
    const { encode, asked } = counted();
    const session = sessionEncoder('any', encode);
    session(grown(1), { thinking: 'drop' });
    const messages = grown(1);
    session(messages, { thinking: 'drop' });
    session(messages, { thinking: 'tag' });
    expect(asked).toHaveLength(3);
  });
});

it('says the words of an opaque part of another wire, and that they are words now', () => {
  const said: Message[] = [];
  const session = sessionEncoder('here', (message) => {
    said.push(message);
    return { items: [], losses: [], delivery: [] };
  });
  const part = { type: 'opaque', wire: 'there', kind: 'compaction', value: 1, text: 'So far.' } as const;
  const own = { ...part, wire: 'here' };
  const { losses } = session([assistant(part, own)], undefined);
  expect(said[0]?.parts).toEqual([text('So far.'), own]);
  expect(losses).toMatchObject([{ path: 'messages[0].parts[0]', code: 'part-unsupported' }]);
});
