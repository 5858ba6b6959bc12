/**
 * Telemetry of the Vercel AI SDK: `ai.*` attributes of its model calls, and `gen_ai.*` ones of its version 7 and of others.
 * (Docs in `ai` 7.0.173; packages/otel of its repository; read 2026-11-25)
 */
import { parseJson, ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import type { Exchange } from '../capture/exchange.ts';
import { listOf, objectOf, stringOf } from '../wires/anatomy.ts';
import { aiSdk, genAi } from '../wires/ai-sdk.ts';
import { heldReply, type Spelling, type Told } from './held-reply.ts';
import { inOrder } from './moment.ts';
import { wireOfProvider } from './provider-wires.ts';
import { spansIn, type Span } from './spans.ts';
import { documentsIn, type Text } from './text.ts';

/**
 * The model calls among all spans, in the order they began, as messages of the framework.
 * @throws ThroughlineError `format-invalid` when the text is no JSON, or a call's messages are cut off.
 */
export async function* importAiSdkTelemetry(text: Text): AsyncGenerator<Exchange> {
  const calls = inOrder(spansIn(await documentsIn(text))).flatMap((span) => callOf(span) ?? []);
  const sessions = Map.groupBy(calls, ({ session }) => session);
  const places = new Map(
    [...sessions.values()].flatMap((list) => list.map((call, at) => [call, at] as const)),
  );
  for (const call of calls)
    yield exchangeOf(call, promptsBehind(sessions.get(call.session) ?? [], places.get(call) ?? 0, call.wire));
}

function* promptsBehind(calls: readonly Call[], at: number, wire: string): Generator<readonly JsonValue[]> {
  for (let index = at + 1; index < calls.length; index += 1)
    if (calls[index]?.wire === wire) yield calls[index]?.messages ?? [];
}

type Logged = {
  readonly wire: string;
  readonly spelling: Spelling;
  readonly messages: readonly JsonValue[];
  /** What stands before the messages. */
  readonly head: JsonObject;
  readonly model: string | undefined;
  readonly answered: string | undefined;
  readonly provider: string | undefined;
  /** Absent where the span does not tell what the model thought. */
  readonly told: Told | undefined;
};

type Call = Logged & {
  /** The conversation or trace; empty where the span names none. */
  readonly session: string;
};

function callOf({ trace, attributes }: Span): Call | undefined {
  const logged = aiCall(attributes) ?? genAiCall(attributes);
  if (logged === undefined) return undefined;
  return { ...logged, session: stringOf(attributes['gen_ai.conversation.id']) ?? trace ?? '' };
}

function exchangeOf(call: Call, later: Iterable<readonly JsonValue[]>): Exchange {
  const { wire, spelling, provider, model, answered, session, messages, told } = call;
  const dialect = provider === undefined ? undefined : wireOfProvider(provider);
  const container = spelling.anatomy.container ?? 'content';
  return {
    wire,
    ...(dialect !== undefined && { dialect }),
    ...(session !== '' && { session }),
    producer: {
      ...(provider !== undefined && { provider }),
      ...(answered !== undefined && { model: answered }),
    },
    request: { ...(model !== undefined && { model }), ...call.head, messages },
    ...(told !== undefined && {
      response: { role: 'assistant', [container]: heldReply(told, messages.length, later, spelling) },
    }),
  };
}

const aiSpelling: Spelling = {
  anatomy: aiSdk,
  thought: (text) => ({ type: 'reasoning', text }),
  text: (text) => ({ type: 'text', text }),
};

/** `ai.generateText.doGenerate`, `ai.streamText.doStream` and their kin: only model calls have this attribute. */
function aiCall(attributes: JsonObject): Logged | undefined {
  const messages = jsonAt(attributes, 'ai.prompt.messages');
  if (!Array.isArray(messages)) return undefined;
  const tools = listOf(attributes['ai.prompt.tools']);
  return {
    wire: 'ai-sdk',
    spelling: aiSpelling,
    messages: messages as readonly JsonValue[],
    head: tools.length === 0 ? {} : { tools: tools.map(ownJson) },
    model: stringOf(attributes['ai.model.id']),
    answered: stringOf(attributes['ai.response.model']),
    provider: stringOf(attributes['ai.model.provider']),
    told: aiTold(attributes),
  };
}

function aiTold(attributes: JsonObject): Told | undefined {
  const thoughts = attributes['ai.response.reasoning'];
  if (typeof thoughts !== 'string') return undefined;
  return {
    thoughts,
    text: stringOf(attributes['ai.response.text']) ?? '',
    calls: listOf(jsonAt(attributes, 'ai.response.toolCalls')).map((call) => ({
      ...objectOf(call),
      type: 'tool-call',
    })),
  };
}

const genAiSpelling: Spelling = {
  anatomy: genAi,
  thought: (content) => ({ type: 'reasoning', content }),
  text: (content) => ({ type: 'text', content }),
};

/** Other operations log messages too, those of a whole agent for example; only these are one call. */
const modelCalls: ReadonlySet<unknown> = new Set(['chat', 'generate_content']);

function genAiCall(attributes: JsonObject): Logged | undefined {
  if (!modelCalls.has(attributes['gen_ai.operation.name'])) return undefined;
  const messages = jsonAt(attributes, 'gen_ai.input.messages');
  if (!Array.isArray(messages)) return undefined;
  const system = jsonAt(attributes, 'gen_ai.system_instructions');
  const tools = jsonAt(attributes, 'gen_ai.tool.definitions');
  return {
    wire: 'gen-ai',
    spelling: genAiSpelling,
    messages: messages as readonly JsonValue[],
    head: { ...(system !== undefined && { system }), ...(tools !== undefined && { tools }) },
    model: stringOf(attributes['gen_ai.request.model']),
    answered: stringOf(attributes['gen_ai.response.model']),
    provider: stringOf(attributes['gen_ai.provider.name'] ?? attributes['gen_ai.system']),
    told: genAiTold(jsonAt(attributes, 'gen_ai.output.messages')),
  };
}

function genAiTold(output: JsonValue | undefined): Told | undefined {
  if (!Array.isArray(output)) return undefined;
  const parts = listOf(objectOf(output[0])['parts']);
  const wordsOf = (type: string): readonly string[] =>
    parts.map(objectOf).flatMap((part) => (part['type'] === type ? (stringOf(part['content']) ?? []) : []));
  return {
    thoughts: wordsOf('reasoning').join('\n'),
    text: wordsOf('text').join(''),
    calls: parts.filter((part) => objectOf(part)['type'] === 'tool_call'),
  };
}

/** Attributes are flat, so what has a structure is JSON inside of text; some exporters unpack it. */
function jsonAt(attributes: JsonObject, name: string): JsonValue | undefined {
  const value = attributes[name];
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch (cause) {
    throw new ThroughlineError('format-invalid', 'not JSON; exporters with a limit cut long attributes off', {
      path: name,
      cause,
    });
  }
}

/** A definition of a tool; what is not JSON stays the text it is. */
function ownJson(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch (error) {
    if (ThroughlineError.is(error)) return value;
    throw error;
  }
}
