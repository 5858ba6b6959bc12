import type { JsonObject } from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../index.ts';
import { ask, assistant, base, user } from './asking.fixture.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const policy = (): [] => [];

describe('calls and results (A9)', () => {
  const use = (id: string): JsonObject => ({ type: 'tool_use', id, name: 'read', input: {} });
  const result = (id: string, more: JsonObject = {}): JsonObject => ({
    type: 'tool_result',
    tool_use_id: id,
    content: 'A',
    ...more,
  });

  it.each<[string, readonly JsonObject[], RegExp]>([
    [
      'an id with other characters',
      [user('a'), assistant([use('a.b')]), user([result('a.b')])],
      /tool_use\.id: String should match pattern/,
    ],
    [
      'an id used twice',
      [user('a'), assistant([use('x'), use('x')]), user([result('x')])],
      /`tool_use` ids must be unique/,
    ],
    [
      'a call without its result',
      [user('a'), assistant([use('x')]), user('b')],
      /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: x\./,
    ],
    [
      'a result without its call',
      [user('a'), assistant([{ type: 'text', text: 'x' }]), user([result('x')])],
      /unexpected `tool_use_id` found in `tool_result` blocks: x\./,
    ],
    [
      'words before the results',
      [user('a'), assistant([use('x')]), user([{ type: 'text', text: 'w' }, result('x')])],
      /blocks must come first/,
    ],
    [
      'a system message in between',
      [user('a'), assistant([use('x')]), { role: 'system', content: 's' }, user([result('x')])],
      /a system message may not stand between/,
    ],
    [
      'an image in an error',
      [
        user('a'),
        assistant([use('x')]),
        user([
          result('x', {
            is_error: true,
            content: [{ type: 'image', source: { type: 'url', url: 'https://example.org' } }],
          }),
        ]),
      ],
      /must be type "text" if `is_error` is true/,
    ],
  ])('refuse %s', async (_what, messages, message) => {
    const session = simulator.open({ wire: 'anthropic-messages', policy });
    const { status, body } = await ask(session, { ...base, messages });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });
});
