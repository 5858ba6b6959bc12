/** Interleaved sessions and long streams to measure on. */
import { assistant, call, request, result, system, text, think, tool, user } from '@throughline/laws';
import type { Message, ModelRequest, Signature } from '@throughline/core';

function prose(length: number, seed: number): string {
  const sentence = `Line ${seed}: the quick "brown" fox – é – jumps over 12.5 lazy dogs.\n`;
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

function stepOf(index: number, issuer: string): readonly Message[] {
  const signature = (kind: string): Signature => ({ issuer, kind, value: `c2ln${index}${'A'.repeat(200)}` });
  const id = `toolu_${index}`;
  return [
    assistant(
      think(prose(1500, index), signature('thinking')),
      text(prose(150, index)),
      call('read_file', { path: `src/file-${index}.ts`, note: prose(800, index) }, id),
    ),
    tool(result(id, prose(5000, index))),
  ];
}

/** Two messages a step, about 8 kB. */
export function session(steps: number, issuer: string): ModelRequest {
  return request(
    system('Be brief.'),
    user('Go.'),
    ...Array.from({ length: steps }, (_, index) => stepOf(index, issuer)).flat(),
  );
}

const lines = (events: readonly object[]): Uint8Array =>
  new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));

/** 20,000 deltas: thinking, text, and one 200 kB tool argument in small pieces. */
export const streams: { readonly [wire: string]: () => Uint8Array } = {
  'anthropic-messages': () => {
    const delta = (index: number, fields: object): object => ({
      type: 'content_block_delta',
      index,
      delta: fields,
    });
    const piece = '0123456789'.repeat(2);
    return lines([
      {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'x',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      ...Array.from({ length: 5000 }, (_, at) =>
        delta(0, { type: 'thinking_delta', thinking: ` step ${at}` }),
      ),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      ...Array.from({ length: 5000 }, (_, at) => delta(1, { type: 'text_delta', text: ` word ${at}` })),
      { type: 'content_block_stop', index: 1 },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 't', name: 'f', input: {} },
      },
      delta(2, { type: 'input_json_delta', partial_json: '{"text":"' }),
      ...Array.from({ length: 10_000 }, () => delta(2, { type: 'input_json_delta', partial_json: piece })),
      delta(2, { type: 'input_json_delta', partial_json: '"}' }),
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { output_tokens: 9 },
      },
      { type: 'message_stop' },
    ]);
  },
  'openai-chat': () => {
    const chunk = (delta: object, reason: string | null = null): object => ({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'x',
      choices: [{ index: 0, delta, finish_reason: reason }],
    });
    const piece = '0123456789'.repeat(2);
    const head = lines([
      chunk({ role: 'assistant', content: '' }),
      ...Array.from({ length: 5000 }, (_, at) => chunk({ reasoning_content: ` step ${at}` })),
      ...Array.from({ length: 5000 }, (_, at) => chunk({ content: ` word ${at}` })),
      chunk({
        tool_calls: [
          { index: 0, id: 't', type: 'function', function: { name: 'f', arguments: '{"text":"' } },
        ],
      }),
      ...Array.from({ length: 10_000 }, () =>
        chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
      ),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"}' } }] }),
      chunk({}, 'tool_calls'),
    ]);
    return Buffer.concat([head, Buffer.from('data: [DONE]\n\n')]);
  },
};
