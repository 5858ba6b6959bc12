import { numberOf, parseJson, type StreamEvent } from '@throughline/core';
import { fingerprint } from '@throughline/core/fingerprint';
import { describe, expect, it } from 'vitest';
import { model } from './model.ts';
import {
  answer,
  asked,
  hello,
  chat,
  claude,
  startProvider,
  stream,
  streamedAnswer,
} from './provider.fixture.ts';

const completion = {
  id: 'chatcmpl-1',
  model: 'reference-1',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello', reasoning_content: 'hm' },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2 },
};
const thinkingThenText = [
  { type: 'thinking', text: 'hm' },
  { type: 'text', text: 'Hello' },
];

const chunk = (delta: object, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, ...more }] })}\n\n`;

const unsendable = (): unknown =>
  model('anthropic-messages', { baseURL: 'https://example.com', model: 'm', apiKey: 'hid\nden' });

describe('what is sent', () => {
  it('goes to the path of the wire, which is not doubled', async () => {
    const provider = await startProvider(hello);
    for (const end of ['', '/', '/v1', '/v1/', '/proxy', '/proxy/v1', '/v1?region=eu']) {
      await claude(provider, { baseURL: provider.url + end }).reply(asked);
    }
    expect(provider.received.map(({ path }) => path)).toEqual([
      '/v1/messages',
      '/v1/messages',
      '/v1/messages',
      '/v1/messages',
      '/proxy/v1/messages',
      '/proxy/v1/messages',
      '/v1/messages?region=eu',
    ]);
  });

  it('says who is asking as each wire wants it', async () => {
    const provider = await startProvider(hello, answer(200, completion));
    await claude(provider, { apiKey: 'key-1' }).reply(asked);
    await chat(provider, { apiKey: 'key-2' }).reply(asked);
    const [first, second] = provider.received;
    expect(first?.headers).toMatchObject({
      'x-api-key': 'key-1',
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    });
    expect(first?.headers).not.toHaveProperty('authorization');
    expect(second?.headers).toMatchObject({ authorization: 'Bearer key-2' });
    expect(second?.headers).not.toHaveProperty('x-api-key');
    expect(second?.path).toBe('/v1/chat/completions');
  });

  it('lets the user’s headers win, whatever their case', async () => {
    const provider = await startProvider(hello);
    await claude(provider, {
      apiKey: 'key-1',
      headers: { 'X-Api-Key': 'key-2', 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
    }).reply(asked);
    expect(provider.received[0]?.headers).toMatchObject({
      'x-api-key': 'key-2',
      'anthropic-beta': 'interleaved-thinking-2025-05-14',
    });
  });

  it('holds the request, the model’s name and settings, and the wire’s own fields; what the request says wins', async () => {
    const provider = await startProvider(hello);
    const settled = claude(provider, {
      settings: { maxTokens: 64, temperature: 0 },
      body: { thinking: { type: 'adaptive' }, model: 'no', seed: parseJson('1.0') },
    });
    await settled.reply({ ...asked, settings: { temperature: 1 } });
    const [received] = provider.received;
    expect(received?.body).toMatchObject({
      model: 'reference',
      max_tokens: 64,
      temperature: 1,
      thinking: { type: 'adaptive' },
    });
    expect(received?.body).not.toHaveProperty('stream');
    expect(received?.text).toContain('"seed":1.0');
    expect(numberOf(received?.body['seed'])).toBe(1);
  });

  it('asks for a stream only where the model streams', async () => {
    const provider = await startProvider(hello, answer(200, completion));
    await claude(provider, { settings: { maxTokens: 64, stream: true } }).reply({
      ...asked,
      settings: { stream: true },
    });
    await chat(provider, { stream: true }).reply({ ...asked, settings: { stream: false } });
    expect(provider.received[0]?.body).not.toHaveProperty('stream');
    expect(provider.received[1]?.body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });
});

describe('what comes back', () => {
  it('is a reply that knows where it came from and what it was asked', async () => {
    const provider = await startProvider(hello);
    const { message } = await claude(provider, { provider: 'anthropic' }).reply(asked);
    expect(message.parts).toMatchObject(thinkingThenText);
    const context = fingerprint(asked.messages, undefined);
    expect(message.origin).toEqual({
      wire: 'anthropic-messages',
      provider: 'anthropic',
      endpoint: provider.url,
      model: 'reference-1',
      responseId: 'msg_1',
      context,
    });
    expect(message.usage).toMatchObject({ input: 10, output: 5 });
  });

  it('keeps a key in the query of the base URL out of the origin', async () => {
    const provider = await startProvider(hello);
    const queried = claude(provider, { baseURL: `${provider.url}/v1?key=hidden` });
    const { message } = await queried.reply(asked);
    expect(queried.endpoint).toBe(`${provider.url}/v1`);
    expect(message.origin?.endpoint).toBe(`${provider.url}/v1`);
  });

  it('reads a dialect', async () => {
    const provider = await startProvider(answer(200, completion));
    const { message } = await chat(provider, { dialect: 'deepseek' }).reply(asked);
    expect(message.parts).toMatchObject(thinkingThenText);
  });

  it('tells a stream while it arrives, and ends with the same reply', async () => {
    const provider = await startProvider(stream(streamedAnswer));
    const events: StreamEvent[] = [];
    const got = await claude(provider, { stream: true }).reply(asked, {
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ type }) => type)).toEqual([
      'reply-start',
      'thinking-start',
      'thinking-delta',
      'thinking-end',
      'text-start',
      'text-delta',
      'text-end',
      'reply-end',
    ]);
    expect(events.at(-1)).toEqual({ type: 'reply-end', reply: got });
    expect(got.message.parts).toMatchObject([
      { text: 'hm', signatures: [{ value: 'sig-hm' }] },
      { text: 'Grüße' },
    ]);
    expect(got.message.usage).toMatchObject({ input: 10, output: 7 });
    expect(got.message.origin).toMatchObject({ endpoint: provider.url, responseId: 'msg_1' });
  });

  it('streams from a chat wire', async () => {
    const pieces = [
      chunk({ role: 'assistant', reasoning_content: 'hm' }),
      chunk({ content: 'Hello' }),
      chunk({}, { finish_reason: 'stop' }),
      'data: [DONE]\n\n',
    ];
    const provider = await startProvider(stream(pieces));
    const { message } = await chat(provider, { stream: true, dialect: 'deepseek' }).reply(asked);
    expect(message.parts).toMatchObject(thinkingThenText);
  });

  it('takes a whole reply where a stream was asked for, and tells its events', async () => {
    const provider = await startProvider(hello);
    const types: string[] = [];
    const { message } = await claude(provider, { stream: true }).reply(asked, {
      onEvent: ({ type }) => types.push(type),
    });
    expect(message.parts).toMatchObject(thinkingThenText);
    expect(types).toContain('thinking-delta');
    expect(types.at(-1)).toBe('reply-end');
  });

  it('reads every split of the bytes alike, inside a character too', async () => {
    const bytes = Buffer.from(streamedAnswer.join(''));
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(at * 7, at * 7 + 7),
    );
    const provider = await startProvider(stream(pieces), stream(streamedAnswer));
    const streaming = claude(provider, { stream: true });
    expect(await streaming.reply(asked)).toEqual(await streaming.reply(asked));
  });
});

describe('what is refused at once', () => {
  it.each([
    ['nowhere', 'config-invalid: baseURL: not a URL: "nowhere"'],
    ['ftp://example.com', 'config-invalid: baseURL: expected http or https, found ftp:'],
    [
      'https://me:hidden@example.com',
      'config-invalid: baseURL: the URL holds a user or a password; use headers',
    ],
  ])('the base URL %s', (baseURL, message) => {
    expect(() => model('anthropic-messages', { baseURL, model: 'm' })).toThrow(message);
  });

  it('an unknown wire or dialect', () => {
    expect(() => model('telegraph', { baseURL: 'https://example.com', model: 'm' })).toThrow(
      'config-invalid: wire',
    );
    expect(() => model('openai-chat', { baseURL: 'https://example.com', model: 'm', dialect: 'x' })).toThrow(
      'config-invalid: dialect',
    );
  });

  it('a key that HTTP cannot carry, without showing it', () => {
    expect(unsendable).toThrow('config-invalid: headers.x-api-key: HTTP cannot carry this name or value');
  });
});
