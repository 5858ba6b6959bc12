/** A reply of Anthropic as its stream: omitted blocks are opened, signed and closed, redacted ones arrive whole. */
import { stringifyJson, type JsonObject } from '@throughline/core';
import { objects } from '../json.ts';

export function frames(reply: JsonObject): readonly string[] {
  const { content, stop_reason, stop_sequence, usage, ...head } = reply;
  const started = {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...(usage as JsonObject), output_tokens: 1 },
  };
  return [
    frame({ type: 'message_start', message: started }),
    frame({ type: 'ping' }),
    ...objects(content).flatMap((block, index) => blockFrames(block, index)),
    frame({
      type: 'message_delta',
      delta: { stop_reason: stop_reason ?? null, stop_sequence: stop_sequence ?? null },
      usage: usage ?? null,
    }),
    frame({ type: 'message_stop' }),
  ];
}

function frame(value: JsonObject): string {
  return `event: ${String(value['type'])}\ndata: ${stringifyJson(value)}\n\n`;
}

function blockFrames(block: JsonObject, index: number): readonly string[] {
  const { start, deltas } = opened(block);
  return [
    frame({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map((delta) => frame({ type: 'content_block_delta', index, delta })),
    frame({ type: 'content_block_stop', index }),
  ];
}

type Opened = { readonly start: JsonObject; readonly deltas: readonly JsonObject[] };

function opened(block: JsonObject): Opened {
  const shape = Object.hasOwn(shapes, String(block['type'])) ? shapes[String(block['type'])] : undefined;
  return shape === undefined ? { start: block, deltas: [] } : shape(block);
}

const shapes: { readonly [type: string]: (block: JsonObject) => Opened } = {
  text: ({ text }) => ({
    start: { type: 'text', text: '' },
    deltas: pieces(String(text)).map((piece) => ({ type: 'text_delta', text: piece })),
  }),
  thinking: ({ thinking, signature }) => ({
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      ...pieces(String(thinking)).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      ...(signature === '' ? [] : [{ type: 'signature_delta', signature: String(signature) }]),
    ],
  }),
  tool_use: ({ input, ...call }) => ({
    start: { ...call, input: {} },
    deltas: ['', ...pieces(stringifyJson(input))].map((piece) => ({
      type: 'input_json_delta',
      partial_json: piece,
    })),
  }),
};

/** By code points, so that no frame holds half an emoji; the bytes are cut anywhere when they are sent. */
export function pieces(text: string, size: number = 9): string[] {
  const points = Array.from(text);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(''),
  );
}
