/** `pnpm bench`: how far the codecs are from the floor, JSON.parse and JSON.stringify of the same bytes. Ratios; lower is better. */
import { extend, parseJson, stringifyJson, type Codec, type ModelRequest } from '@throughline/core';
import { assistant, call, result, think, tool } from '@throughline/laws';
import { anthropicMessages, openaiChat } from '../src/index.ts';
import { quickest, ratio } from './measure.ts';
import { session, streams } from './sessions.ts';

const codecs: readonly (readonly [Codec, string])[] = [
  [anthropicMessages, 'anthropic'],
  [openaiChat('deepseek'), 'deepseek'],
];

function print(codec: Codec, what: string, figure: string): void {
  console.log(`${codec.id.padEnd(20)} ${what.padEnd(66)} ${figure}`);
}

/** bytes → transcript → bytes of a session of 500 messages. */
function conversion(codec: Codec, issuer: string): void {
  const bytes = stringifyJson(codec.request.encode(session(250, issuer)).value);
  const back = (): string =>
    stringifyJson(codec.request.encode(codec.request.decode(parseJson(bytes))).value);
  if (back() !== bytes) throw new Error(`${codec.id} changed the bytes`);
  const figure = ratio({ floor: () => void JSON.stringify(JSON.parse(bytes)), ours: () => void back() });
  print(
    codec,
    `bytes → transcript → bytes, 500 messages, ${(bytes.length / 1e6).toFixed(1)} MB`,
    `${figure.toFixed(2)} × JSON`,
  );
}

/** What the request of the next step costs apart from writing its bytes. */
function incremental(codec: Codec, issuer: string): void {
  const costs = [10, 100, 1000, 5000].map((steps) => {
    const before: ModelRequest = session(steps, issuer);
    codec.request.encode(before);
    const longer = (): ModelRequest =>
      extend(
        before,
        { message: assistant(think('next', { issuer, kind: 'thinking', value: 'x' }), call('f', {}, 'c')) },
        tool(result('c', 'r')),
      );
    return `${steps}: ${(quickest(() => void codec.request.encode(longer()), 9) * 1000).toFixed(0)} µs`;
  });
  print(codec, 'encoding one step more after N steps, without writing bytes', costs.join('  '));
}

function fold(codec: Codec, stream: Uint8Array): void {
  const decoder = codec.stream.decoder();
  for (let at = 0; at < stream.length; at += 16_384) decoder.push(stream.subarray(at, at + 16_384));
  decoder.end();
}

/** Splitting lines and parsing each event's JSON. */
function parseLines(stream: Uint8Array): void {
  for (const line of new TextDecoder().decode(stream).split('\n'))
    if (line.startsWith('data: {')) JSON.parse(line.slice(6));
}

function folding(codec: Codec): void {
  const stream = streams[codec.id]?.();
  if (stream === undefined) throw new Error(`no stream for ${codec.id}`);
  const figure = ratio({ floor: () => parseLines(stream), ours: () => fold(codec, stream) });
  print(
    codec,
    `stream fold of 20,000 deltas, ${(stream.length / 1e6).toFixed(1)} MB`,
    `${figure.toFixed(2)} × lines + JSON.parse`,
  );
}

for (const [codec, issuer] of codecs) {
  conversion(codec, issuer);
  incremental(codec, issuer);
  folding(codec);
}
