import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { ThroughlineError } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { all, cutBytes, pieces, places } from './pieces.fixture.ts';
import { readCapture, writeExchange } from './read.ts';

const line = (request: string, rest = ''): string => `{"wire":"openai-chat","request":${request}${rest}}`;

async function refusal(text: string): Promise<string> {
  const error: unknown = await all(readCapture(text)).catch((reason: unknown) => reason);
  if (!ThroughlineError.is(error)) throw new Error('nothing was refused');
  expect(error.code).toBe('format-invalid');
  return error.message;
}

const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
const exchanges = fc.array(
  fc.record(
    { wire: fc.string(), request: json, response: json, events: fc.array(json) },
    { requiredKeys: ['wire', 'request'] },
  ),
  { maxLength: 5 },
);

describe('readCapture', () => {
  it('tells each exchange with its line, and skips blank lines', async () => {
    const read = await all(readCapture(`\n${line('{}')}\r\n \t\n${line('{"model":"m"}', ',"status":200')}`));
    expect(read).toEqual([
      { line: 2, exchange: { wire: 'openai-chat', request: {} } },
      { line: 4, exchange: { wire: 'openai-chat', request: { model: 'm' }, status: 200 } },
    ]);
  });

  it('reads the example of the documentation', async () => {
    const page = readFileSync(new URL('../../CAPTURE.md', import.meta.url), 'utf8');
    const [, example] = /```jsonl\n(.*?)```/s.exec(page) ?? [];
    expect(await all(readCapture(example as string))).toHaveLength(2);
  });

  it('reads the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(exchanges, places, async (list, cuts) => {
        const text = list.map((one) => writeExchange(one as Exchange)).join('\n');
        const read = await all(readCapture(pieces(cutBytes(text, cuts))));
        expect(read.map(({ exchange }) => writeExchange(exchange))).toEqual(
          list.map((one) => JSON.stringify(one)),
        );
      }),
    );
  });

  it('reads strings cut inside a surrogate pair', async () => {
    const text = line('{"a":"🧵"}');
    const at = text.indexOf('🧵') + 1;
    const [read] = await all(readCapture(pieces([text.slice(0, at), text.slice(at)])));
    expect(read?.exchange.request).toEqual({ a: '🧵' });
  });

  it('keeps the spelling of numbers, unless told not to', async () => {
    const text = line('{"temperature":1.0,"seed":12345678901234567890}');
    const [exact] = await all(readCapture(text));
    expect(writeExchange(exact?.exchange as Exchange)).toBe(text);
    const [plain] = await all(readCapture(text, { exact: false }));
    expect(plain?.exchange.request['temperature']).toBe(1);
  });

  it('skips a byte order mark', async () => {
    expect(await all(readCapture(`\uFEFF${line('{}')}`))).toHaveLength(1);
    expect(await all(readCapture(pieces(cutBytes(`\uFEFF${line('{}')}`, [1, 2]))))).toHaveLength(1);
  });

  it.each([
    ['[]', 'line 3: request: expected an object'],
    ['null', 'line 3: request: expected an object'],
    ['1.0', 'line 3: request: expected an object'],
    ['{}},', 'line 3: not JSON: '],
    ['{},"events":[{},3]', 'line 3: events[1]: expected an object'],
    ['{},"status":"200"', 'line 3: status: '],
    ['{},"headers":{"a":1}', 'line 3: headers.a: '],
  ])('names the line and the field of %s', async (request, message) => {
    expect(await refusal(`${line('{}')}\n\n${line(request)}`)).toContain(`format-invalid: ${message}`);
  });

  it.each([
    ['a comma between the lines', `${line('{}')},\n${line('{}')}`, 'line 1: not JSON: a comma after'],
    ['a list', `[\n${line('{}')}\n]`, 'line 1: not JSON: a document over several lines'],
    ['an indented document', '{\n  "wire": "gemini"\n}', 'line 1: not JSON: a document over several lines'],
    ['no wire', '{"request":{}}', 'line 1: wire: an exchange names its wire'],
    ['a wire that is no text', '{"wire":1,"request":{}}', 'line 1: wire: Invalid input'],
  ])('says what to do about %s', async (_what, text, message) => {
    expect(await refusal(text)).toContain(`format-invalid: ${message}`);
  });

  it('says of a packed capture that it is packed', async () => {
    const bytes = pieces([gzipSync(line('{}'))]);
    await expect(all(readCapture(bytes))).rejects.toThrow('line 1: not UTF-8 but packed with gzip');
  });

  it('refuses lines that are no object, and bytes that are no text', async () => {
    expect(await refusal('\n3')).toContain('line 2: ');
    const bytes = pieces([new TextEncoder().encode('\n\n"'), new Uint8Array([0xff])]);
    await expect(all(readCapture(bytes))).rejects.toThrow('line 3: not UTF-8');
    await expect(all(readCapture(pieces([new Uint8Array([0xc3])])))).rejects.toThrow('line 1: not UTF-8');
  });

  it('tells an exchange before it asks for the next line', async () => {
    let asked = 0;
    async function* source(): AsyncGenerator<string> {
      for (;;) {
        asked += 1;
        yield `${line('{}')}\n`;
      }
    }
    for await (const { line: number } of readCapture(source())) if (number === 3) break;
    expect(asked).toBe(3);
  });

  it('never fails in any other way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
        fc.boolean(),
        async (text, exact) => {
          const read = await all(readCapture(text, { exact })).catch((reason: unknown) => reason);
          expect(Array.isArray(read) || ThroughlineError.is(read)).toBe(true);
        },
      ),
    );
  });
});
