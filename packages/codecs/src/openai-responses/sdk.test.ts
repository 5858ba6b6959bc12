import {
  eventsOf,
  isJsonObject,
  parseJson,
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type StreamEvent,
} from '@throughline/core';
import { assistant, call, sealed, text, think } from '@throughline/laws';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../corpus.ts';
import { openaiResponses, type ResponsesDialect } from './index.ts';

type Read = { readonly response: JsonObject; readonly types: readonly string[] };

/** What the provider's own client makes of a stream: the response, and the types of the events it saw. */
async function read(stream: string): Promise<Read> {
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: 'http://localhost/v1',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream' } })),
  });
  const helper = client.responses.stream({ model: 'reference-5', input: 'Hello' });
  const types: string[] = [];
  helper.on('event', ({ type }) => types.push(type));
  const response = parseJson(stringifyJson(await helper.finalResponse()));
  return { response: withoutParsed(response) as JsonObject, types };
}

/** Fields the client adds to what it read. */
const added = new Set(['parsed', 'parsed_arguments', 'output_parsed', 'output_text']);

function withoutParsed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((inner: JsonValue) => withoutParsed(inner));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !added.has(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutParsed(inner)]));
}

function written(events: Iterable<StreamEvent>, dialect?: ResponsesDialect): string {
  const encoder = openaiResponses(dialect).stream.encoder();
  return [...events].map((event) => encoder.push(event)).join('');
}

/** The same stream, its last event without an output: the client then puts together what the items said. */
function withoutReport(stream: string): string {
  return stream
    .split('\n\n')
    .map((frame) => {
      const [head, data] = frame.split('\ndata: ');
      if (head !== 'event: response.completed' || data === undefined) return frame;
      const value = JSON.parse(data) as { response: { output?: unknown } };
      delete value.response.output;
      return `${head}\ndata: ${JSON.stringify(value)}`;
    })
    .join('\n\n');
}

// The client refuses items without an id, and says an empty output for none; our decoder takes both as they are.
const otherwise = new Set(['lean-reply', 'no-output']);
const replies = readCorpus('openai-responses').filter(
  ({ reply, name }) => reply !== undefined && !otherwise.has(name),
);
const completed = replies.filter(({ reply }) => isJsonObject(reply) && reply['status'] === 'completed');

/** Our stream of a reply, and the reply with plain numbers, which the client reads. */
function streamOf({ reply, dialect }: (typeof replies)[number]): { stream: string; body: JsonValue } {
  const name = dialect as ResponsesDialect | undefined;
  const stream = written(eventsOf(openaiResponses(name).reply.decode(reply), 4), name);
  const plain = JSON.parse(JSON.stringify(JSON.parse(stringifyJson(reply)))) as JsonObject;
  return { stream, body: withoutParsed(plain) };
}

describe('the official client reads', () => {
  it.each(replies)('our stream of $name', async (one) => {
    const { stream, body } = streamOf(one);
    expect((await read(stream)).response).toEqual(body);
  });

  it.each(completed)('the items of $name one by one', async (one) => {
    const { stream, body } = streamOf(one);
    expect((await read(withoutReport(stream))).response).toEqual(body);
  });

  const elsewhere: AssistantMessage = {
    ...assistant(
      think('I look it up.', { issuer: 'anthropic', kind: 'thinking', value: 'c2ln' }),
      sealed('redacted', { issuer: 'anthropic', kind: 'redacted', value: 'eA==' }),
      text('One moment.'),
      think('Both at once.'),
      call('weather', { city: 'Oslo' }, 'toolu_1'),
      { type: 'source', url: 'https://example.org' },
      call('weather', { city: 'Rome' }, 'toolu_2'),
      { type: 'refusal', text: 'No more.' },
    ),
    origin: { wire: 'anthropic-messages', responseId: 'msg_1', model: 'claude-reference' },
    stop: { reason: 'tool-calls', raw: 'tool_use' },
    usage: { input: 3, output: 4, thinking: 1 },
  };

  it.each(['openai', 'open'] as const)('a reply of another wire in dialect %s', async (dialect) => {
    const stream = written(eventsOf({ message: elsewhere }, 4), dialect);
    const { value } = openaiResponses(dialect).reply.encode({ message: elsewhere });
    expect((await read(stream)).response).toEqual(value);
    expect((await read(withoutReport(stream))).response).toEqual(value);
    expect(
      (value['output'] as JsonObject[]).map(({ id, type }) => `${type as string} ${id as string}`),
    ).toEqual([
      'reasoning rs_msg_1_0',
      'message msg_msg_1_1',
      'reasoning rs_msg_1_2',
      'function_call fc_msg_1_3',
      'function_call fc_msg_1_4',
      'message msg_msg_1_5',
    ]);
  });

  it('parts that end only when the reply does', async () => {
    const events = [...eventsOf({ message: elsewhere }, 4)];
    const isEnd = ({ type }: StreamEvent): boolean => type.endsWith('-end') && type !== 'reply-end';
    const late = [
      ...events.filter((event) => !isEnd(event)).slice(0, -1),
      ...events.filter(isEnd),
      ...events.slice(-1),
    ];
    const stream = written(late);
    const { value } = openaiResponses().reply.encode({ message: elsewhere });
    expect((await read(stream)).response).toEqual(value);
    expect((await read(withoutReport(stream))).response).toEqual(value);
  });

  it('every event that the provider would send', async () => {
    const message = {
      ...assistant(think('Hm.'), text('Yes.'), call('f', {}, 'c')),
      origin: { wire: 'elsewhere' },
    };
    const { types } = await read(written(eventsOf({ message })));
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('an error of another wire as one', async () => {
    const error = { kind: 'overloaded', message: 'Busy.', wire: 'elsewhere', body: {} } as const;
    await expect(read(written([{ type: 'error', error }]))).rejects.toThrow('Busy.');
  });
});
