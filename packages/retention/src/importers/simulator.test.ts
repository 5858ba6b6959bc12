import { ThroughlineError } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeSchema } from '../capture/exchange.ts';
import { all } from '../capture/pieces.fixture.ts';
import { importSimulatorLog } from './simulator.ts';

const request = { model: 'm', messages: [] };
const answered = {
  request,
  status: 200,
  response: { type: 'message', content: [] },
  streamed: true,
  view: {},
};
const log = (...entries: readonly object[]): string => JSON.stringify(entries);

describe('importSimulatorLog', () => {
  it('tells requests with their whole replies and refusals', async () => {
    const refused = { request, status: 400, response: { type: 'error', error: {} }, streamed: false };
    expect(await all(importSimulatorLog(log(answered, refused)))).toEqual([
      { wire: 'anthropic-messages', request, response: answered.response, status: 200 },
      { wire: 'anthropic-messages', request, response: refused.response, status: 400 },
    ]);
  });

  it('sees the wire in the replies, or is told', async () => {
    const chat = { request, status: 200, response: { choices: [] }, streamed: false };
    const refused = { request, status: 400, response: { error: {} }, streamed: false };
    expect((await all(importSimulatorLog(log(refused, chat))))[0]?.wire).toBe('openai-chat');
    await expect(all(importSimulatorLog(log(refused)))).rejects.toThrow('does not show its wire');
    const options = { wire: 'openai-chat', dialect: 'deepseek' };
    expect((await all(importSimulatorLog(log(refused), options)))[0]).toMatchObject(options);
  });

  it('passes over requests that were no JSON', async () => {
    expect(await all(importSimulatorLog(log({ ...answered, request: '{' })))).toEqual([]);
  });

  it('tells exchanges or refuses, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        const read = await all(importSimulatorLog(text, { wire: 'w' })).catch((error: unknown) => error);
        if (!ThroughlineError.is(read)) exchangeSchema.array().parse(read);
      }),
    );
    await expect(all(importSimulatorLog('[{}]', { wire: 'w' }))).rejects.toThrow('[0]: expected an exchange');
  });
});
