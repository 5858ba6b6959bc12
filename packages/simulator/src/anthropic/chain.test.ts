import type { JsonObject, Part } from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Session, type Simulator } from '../index.ts';
import { ask, assistant, base, user } from './asking.fixture.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const policy = (): readonly Part[] => [
  { type: 'thinking', text: 'first', visibility: 'full' },
  { type: 'text', text: 'A word.' },
  { type: 'thinking', text: 'second', visibility: 'full' },
  { type: 'text', text: 'Done.' },
];

type History = JsonObject[];

function open(): Session {
  return simulator.open({ wire: 'anthropic-messages', mode: 'preserved', policy });
}

/** One more turn on this history. */
async function grow(session: Session, messages: History): Promise<History> {
  const asked = [...messages, user('On')];
  const { body } = await ask(session, { ...base, messages: asked });
  return [...asked, assistant(body.content)];
}

async function turns(session: Session, count: number): Promise<History> {
  let messages: History = [];
  for (let turn = 0; turn < count; turn += 1) messages = await grow(session, messages);
  return messages;
}

/** Leaves out thinking of one message. */
function trimmed(messages: History, index: number, count: number = 2): History {
  let left = count;
  return messages.map((message, at) => {
    if (at !== index) return message;
    const content = message['content'] as readonly JsonObject[];
    return { ...message, content: content.filter(({ type }) => type !== 'thinking' || left-- <= 0) };
  });
}

async function judged(session: Session, messages: History): Promise<string> {
  const { status, body } = await ask(session, { ...base, messages: [...messages, user('On')] });
  return status === 200 ? 'taken' : body.error.message;
}

/** Messages 1, 3 and 5 are the assistant's. (Chain rule: platform.claude.com preserved-thinking, second revision, read 2026-11-23) */
describe('the chain of preserved thinking', () => {
  it('may be trimmed from the front, by messages or by blocks', async () => {
    const session = open();
    const messages = await turns(session, 3);
    expect(await judged(session, trimmed(messages, 1))).toBe('taken');
    expect(await judged(session, trimmed(messages, 1, 1))).toBe('taken');
  });

  it('may be left out as a whole', async () => {
    const session = open();
    const messages = await turns(session, 3);
    const bare = [1, 3, 5].reduce((so, index) => trimmed(so, index), messages);
    expect(await judged(session, bare)).toBe('taken');
  });

  it('breaks when one block of an earlier message is missing', async () => {
    const session = open();
    const messages = await turns(session, 3);
    const gap = trimmed(messages, 3, 1);
    expect(await judged(session, gap)).toMatch(
      /^messages\.3\.content\.1: Invalid `signature`.*bound to a different/,
    );
  });

  it('does not take back a block that was left out when the next ones were minted', async () => {
    const session = open();
    const first = await turns(session, 1);
    const second = await grow(session, trimmed(first, 1));
    expect(await judged(session, second)).toBe('taken');
    const restored = [...first, ...second.slice(first.length)];
    expect(await judged(session, restored)).toMatch(
      /^messages\.3\.content\.0: Invalid `signature`.*bound to a different/,
    );
  });

  it('goes on from the last block the model saw when later ones were dropped on request', async () => {
    const session = open();
    const messages = await turns(session, 2);
    const reworded = messages.map((message, index) => (index === 2 ? user('Otherwise') : message));
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    const headers = { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' };
    const asked = [...reworded, user('On')];
    const { body } = await ask(session, { ...base, thinking, messages: asked }, headers);
    expect(body['input_transformations']).toMatchObject([
      { path: 'messages.3.content.0' },
      { path: 'messages.3.content.2' },
    ]);
    expect(await judged(session, [...trimmed(asked, 3), assistant(body.content)])).toBe('taken');
  });
});
