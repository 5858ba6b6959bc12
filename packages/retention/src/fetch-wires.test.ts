import { codecFor, wireNames } from '@throughline/codecs';
import { eventsOf, stringifyJson, type Codec, type JsonObject, type Reply } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { targetOf } from './fetch-target.ts';
import { retainingFetch } from './fetch.ts';
import type { Remembered } from './ledger.ts';
import { createLedger } from './memory-ledger.ts';
import { latestKey } from './view.ts';

const hosts: { readonly [wire: string]: string } = { 'mistral-chat': 'https://api.mistral.ai' };

function addressOf({ id, path, streamPath }: Codec, isStream: boolean): string {
  const place = (isStream ? streamPath : undefined) ?? path;
  return `${hosts[id] ?? 'https://h'}${place.replace('{model}', 'a%2Fb')}`;
}

const reply: Reply = {
  message: {
    role: 'assistant',
    parts: [
      { type: 'thinking', text: 'hm', visibility: 'full' },
      { type: 'text', text: 'Yes.' },
    ],
  },
};

/** What is learnt from these bytes. */
async function learnt(
  codec: Codec,
  body: string | Uint8Array,
  type: string,
): Promise<Remembered | undefined> {
  const ledger = createLedger();
  const faults: string[] = [];
  const send = retainingFetch({
    ledger,
    mode: 'repair',
    onFault: ({ message }) => faults.push(message),
    fetch: async () => new Response(body as string, { headers: { 'content-type': type } }),
  });
  const request = { model: 'm', [codec.history]: [] };
  const address = addressOf(codec, type !== 'application/json');
  await (await send(address, { method: 'POST', body: JSON.stringify(request) })).arrayBuffer();
  expect(faults).toEqual([]);
  return ledger.find([latestKey])[0]?.at(-1);
}

function streamOf(codec: Codec): Uint8Array {
  const encoder = codec.stream.encoder();
  const encode = (piece: string | Uint8Array): Uint8Array =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
  return Buffer.concat([...eventsOf(reply)].map((event) => encode(encoder.push(event))));
}

describe.each(Object.keys(wireNames))('%s', (wire) => {
  const codec = codecFor(wire);

  it('is told by its paths', () => {
    for (const isStream of [false, true])
      expect(targetOf(addressOf(codec, isStream))).toEqual({
        wire,
        endpoint: hosts[wire] ?? 'https://h',
        ...(codec.path.includes('{model}') && { model: 'a/b' }),
      });
  });

  it('is learnt from a body and from a stream, the same', async () => {
    const body = codec.reply.encode(reply).value;
    const whole = await learnt(codec, stringifyJson(body), 'application/json');
    const streamed = await learnt(codec, streamOf(codec), codec.stream.contentType);
    expect(JSON.stringify(whole?.items)).toContain('Yes.');
    expect(streamed).toMatchObject({ isCut: false, keys: whole?.keys });
  });
});

it.each([
  ['https://h/s/1/v1/messages?beta=true', 'anthropic-messages', 'https://h/s/1'],
  ['https://h/anthropic/messages', 'anthropic-messages', 'https://h/anthropic'],
  ['https://h/v1/chat/completions?key=secret', 'openai-chat', 'https://h/v1'],
  [
    'https://user:secret@h/openai/deployments/d/chat/completions',
    'openai-chat',
    'https://h/openai/deployments/d',
  ],
  ['https://codestral.mistral.ai/v1/chat/completions', 'mistral-chat', 'https://codestral.mistral.ai'],
  ['https://h/openai/responses', 'openai-responses', 'https://h/openai'],
])('%s speaks %s at %s', (address, wire, endpoint) => {
  expect(targetOf(address)).toEqual({ wire, endpoint });
});

it('knows models by their path, on Vertex AI too', () => {
  const base = 'https://eu-aiplatform.googleapis.com/v1/projects/p/locations/eu/publishers';
  expect(targetOf(`${base}/google/models/gemini-3:generateContent`)).toEqual({
    wire: 'gemini',
    endpoint: `${base}/google`,
    model: 'gemini-3',
  });
  expect(targetOf(`${base}/anthropic/models/claude:streamRawPredict`)).toEqual({
    wire: 'anthropic-messages',
    endpoint: `${base}/anthropic`,
    model: 'claude',
  });
});

it.each([
  'https://h/v1/messages/count_tokens',
  'https://h/v1/embeddings',
  'https://h/v1/chat/completions/x',
  'https://h/chat',
  '/v1/messages',
])('%s speaks none', (address) => {
  expect(targetOf(address)).toBeUndefined();
});

it('believes a wire that is told', () => {
  expect(targetOf('https://h/ask?key=secret', 'openai-chat')).toEqual({
    wire: 'openai-chat',
    endpoint: 'https://h/ask',
  });
  expect(targetOf('https://h/v1/chat/completions', 'mistral-chat')).toEqual({
    wire: 'mistral-chat',
    endpoint: 'https://h',
  });
});

it('reads a stream of Gemini that is one list', async () => {
  const chunk = (text: string, more: JsonObject = {}): JsonObject => ({
    candidates: [{ content: { role: 'model', parts: [{ text, ...more }] }, index: 0 }],
  });
  const end = { candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP', index: 0 }] };
  const list = [chunk('hm', { thought: true }), chunk('Yes.', { thoughtSignature: 's' }), end];
  const remembered = await learnt(codecFor('gemini'), JSON.stringify(list), 'application/json');
  expect(JSON.stringify(remembered?.items)).toContain('"thoughtSignature":"s"');
  expect(remembered?.isCut).toBe(false);
});
