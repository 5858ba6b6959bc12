import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answer, asked, chat, claude, errorOf, hello, startProvider } from './provider.fixture.ts';

const foreignFetch = async (): Promise<Response> =>
  ({ ok: false, status: 418, headers: new Headers(), body: null }) as Response;

describe('an error', () => {
  it('says what the provider said, and keeps its body', async () => {
    const body = {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'thinking blocks cannot be modified' },
    };
    const provider = await startProvider(answer(400, body));
    const error = await errorOf(claude(provider).reply(asked));
    expect(error).toMatchObject({ code: 'upstream-failed', status: 400, body });
    expect(error.message).toBe(
      `upstream-failed: ${new URL(provider.url).host} answered 400: thinking blocks cannot be modified`,
    );
  });

  it('shows a 500 with HTML as it came', async () => {
    const html = '<html><body><h1>502 Bad Gateway</h1></body></html>';
    const provider = await startProvider(answer(500, html));
    const error = await errorOf(claude(provider).reply(asked));
    expect(error).toMatchObject({ status: 500, body: html });
    expect(error.message).toContain('Bad Gateway');
  });

  it.each<[unknown, string]>([
    ['', 'an empty body'],
    [{ error: 'model not found' }, 'model not found'],
    [{ message: 'no such route' }, 'no such route'],
    [{ detail: [{ loc: ['body'] }] }, '{"detail":[{"loc":["body"]}]}'],
  ])('has a sentence for %j', async (body, sentence) => {
    const provider = await startProvider(answer(404, body));
    expect((await errorOf(claude(provider).reply(asked))).message).toMatch(
      new RegExp(`answered 404: ${sentence.replaceAll(/[[\]{}]/g, String.raw`\$&`)}$`),
    );
  });

  it('never repeats the key, also where the provider does', async () => {
    const provider = await startProvider(
      answer(401, { error: { message: 'Incorrect API key provided: key-hidden.' } }),
      answer(500, 'authorization: Bearer key-hidden'),
    );
    const asking = chat(provider, { apiKey: 'key-hidden', retries: 0 });
    for (const status of [401, 500]) {
      const error = await errorOf(asking.reply(asked));
      expect(error.status).toBe(status);
      expect(error.message).toContain('[credential]');
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('key-hidden');
    }
  });

  it('does not follow a redirect with the key', async () => {
    const other = await startProvider(hello);
    const provider = await startProvider(answer(307, '', { location: `${other.url}/v1/messages` }));
    expect(await errorOf(claude(provider, { apiKey: 'key' }).reply(asked))).toMatchObject({ status: 307 });
    expect(other.received).toHaveLength(0);
  });

  it('names the host that did not answer', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const error = await errorOf(claude({ url: `http://127.0.0.1:${port}`, received: [] }).reply(asked));
    expect(error.message).toMatch(
      new RegExp(`^upstream-failed: 127\\.0\\.0\\.1:${port} did not answer: .*ECONNREFUSED`),
    );
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('keeps the status of a refusal whose body breaks off', async () => {
    const provider = await startProvider((response) => {
      response.writeHead(400, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"error"', () => response.destroy());
    });
    expect(await errorOf(claude(provider).reply(asked))).toMatchObject({
      code: 'upstream-failed',
      status: 400,
    });
  });

  it('comes from any fetch, whatever its Response class', async () => {
    expect(
      await errorOf(
        claude({ url: 'http://example.com', received: [] }, { fetch: foreignFetch }).reply(asked),
      ),
    ).toMatchObject({ status: 418 });
  });
});
