import { describe, expect, it } from 'vitest';
import { model } from './model.ts';
import {
  answer,
  asked,
  errorOf,
  hello,
  claude,
  startProvider,
  stream,
  streamedAnswer,
  type Answer,
} from './provider.fixture.ts';

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
const silent: Answer = () => {};
const hangUp: Answer = (response) => void response.destroy();

describe('retries', () => {
  it.each([429, 500, 502, 503, 504, 529])('a %i, with the same bytes', async (status) => {
    const provider = await startProvider(answer(status, overloaded), answer(status, 'busy'), hello);
    await claude(provider, { body: { metadata: { user_id: 'ü' } } }).reply(asked);
    const texts = provider.received.map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(new Set(texts).size).toBe(1);
  });

  it('a connection that broke before the answer', async () => {
    const provider = await startProvider(hangUp, hello);
    await claude(provider).reply(asked);
    expect(provider.received).toHaveLength(2);
  });

  it.each([301, 400, 401, 403, 404, 408, 413, 422])('never a %i', async (status) => {
    const provider = await startProvider(
      answer(status, { error: { message: 'no' } }, { location: '/elsewhere' }),
    );
    expect(await errorOf(claude(provider).reply(asked))).toMatchObject({ code: 'upstream-failed', status });
    expect(provider.received).toHaveLength(1);
  });

  it('never what has begun to arrive', async () => {
    const provider = await startProvider(stream(streamedAnswer.slice(0, 3), 'break'));
    expect(await errorOf(claude(provider, { stream: true }).reply(asked))).toMatchObject({
      code: 'stream-broken',
    });
    expect(provider.received).toHaveLength(1);
  });

  it('as often as it was told', async () => {
    const provider = await startProvider(answer(503, 'busy'));
    await errorOf(claude(provider, { retries: 0 }).reply(asked));
    expect(provider.received).toHaveLength(1);
    await errorOf(claude(provider, { retries: 4 }).reply(asked));
    expect(provider.received).toHaveLength(6);
  });

  it('after waits that double, with jitter', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    const provider = await startProvider(answer(503, 'busy'));
    await errorOf(claude(provider, { retries: 3, backoffMs: 100, sleep, random: () => 1 }).reply(asked));
    await errorOf(claude(provider, { retries: 1, backoffMs: 100, sleep, random: () => 0 }).reply(asked));
    expect(waits).toEqual([100, 200, 400, 50]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '7' }, 7000],
    [
      'a date',
      { date: 'Mon, 23 Nov 2026 10:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 10:00:09 GMT' },
      9000,
    ],
    [
      'a date gone by',
      { date: 'Mon, 23 Nov 2026 10:00:09 GMT', 'retry-after': 'Mon, 23 Nov 2026 10:00:00 GMT' },
      0,
    ],
    ['longer than the limit', { 'retry-after': '3600' }, 60_000],
    ['nonsense', { 'retry-after': 'soon' }, 250],
  ])('when the provider says: %s', async (_name, headers, wait) => {
    const waits: number[] = [];
    const provider = await startProvider(answer(429, overloaded, headers), hello);
    await claude(provider, { sleep: async (ms) => void waits.push(ms) }).reply(asked);
    expect(waits).toEqual([wait]);
  });
});

const wordless: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"role"');
};

describe('time', () => {
  it('ends an attempt without an answer, and tries again', async () => {
    const provider = await startProvider(silent, hello);
    const { message } = await claude(provider, { timeoutMs: 100 }).reply(asked);
    expect(message.parts).toMatchObject([{ text: 'hm' }, { text: 'Hello' }]);
    const mute = await startProvider(silent);
    const error = await errorOf(claude(mute, { timeoutMs: 50 }).reply(asked));
    expect(error.message).toBe('upstream-failed: no answer within 50 ms');
    expect(mute.received).toHaveLength(3);
  });

  it.each([true, false])('ends a body that falls silent (stream: %s)', async (isStream) => {
    const provider = await startProvider(isStream ? stream(streamedAnswer.slice(0, 4), 'open') : wordless);
    const error = await errorOf(claude(provider, { stream: isStream, timeoutMs: 100 }).reply(asked));
    expect(error.message).toBe('stream-broken: nothing came for 100 ms');
  });

  it('counts from one piece to the next, not the whole', async () => {
    const provider = await startProvider(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of streamedAnswer) {
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      response.end();
    });
    const { message } = await claude(provider, { stream: true, timeoutMs: 200 }).reply(asked);
    expect(message.parts).toHaveLength(2);
  });

  it('without limit is no limit', async () => {
    const provider = await startProvider(hello);
    await claude(provider, { timeoutMs: Infinity }).reply(asked);
    expect(provider.received).toHaveLength(1);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('before the call sends nothing', async () => {
    const provider = await startProvider(hello);
    await expect(claude(provider).reply(asked, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(provider.received).toHaveLength(0);
  });

  it.each<[string, Answer, boolean]>([
    ['while nothing answers', silent, false],
    [
      'inside a body',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
      false,
    ],
    ['inside a stream', stream(streamedAnswer.slice(0, 4), 'open'), true],
    ['inside the body of a refusal', (response) => void response.writeHead(400).write('{'), false],
  ])('%s throws its reason and hangs up', async (_name, begin, isStream) => {
    const closed = Promise.withResolvers<void>();
    const provider = await startProvider((response) => {
      response.on('close', closed.resolve);
      return begin(response);
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    await expect(
      claude(provider, { stream: isStream }).reply(asked, { signal: controller.signal }),
    ).rejects.toBe(reason);
    await closed.promise;
    expect(provider.received).toHaveLength(1);
  });

  it('between attempts ends the wait', async () => {
    const provider = await startProvider(answer(503, 'busy'));
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    const patient = model('anthropic-messages', {
      baseURL: provider.url,
      model: 'reference',
      backoffMs: 30_000,
    });
    await expect(patient.reply(asked, { signal: controller.signal })).rejects.toBe(reason);
    expect(provider.received).toHaveLength(1);
  });

  it('from the listener stops the stream there', async () => {
    const provider = await startProvider(stream(streamedAnswer, 'open'));
    const controller = new AbortController();
    const types: string[] = [];
    const onEvent = ({ type }: { readonly type: string }): void => {
      types.push(type);
      if (type === 'thinking-delta') controller.abort(reason);
    };
    await expect(
      claude(provider, { stream: true }).reply(asked, { signal: controller.signal, onEvent }),
    ).rejects.toBe(reason);
    expect(types).not.toContain('reply-end');
  });
});
