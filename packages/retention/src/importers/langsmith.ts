/** Runs of LangSmith as its API and its clients give them. (`langsmith` 0.12.0: `BaseRun`; its API's `runs/query`; read 2026-11-25) */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import type { Exchange } from '../capture/exchange.ts';
import { listOf, objectOf, stringOf } from '../wires/anatomy.ts';
import { inOrder, momentOf } from './moment.ts';
import { wireOfProvider } from './provider-wires.ts';
import { documentsIn, type Text } from './text.ts';

/**
 * The runs of models among all runs, in the order they began, as messages of the framework.
 * @throws ThroughlineError `format-invalid` when the text is no JSON.
 */
export async function* importLangsmith(text: Text): AsyncGenerator<Exchange> {
  const runs = runsIn(await documentsIn(text)).map((run) => ({ run, start: momentOf(run['start_time']) }));
  for (const { run } of inOrder(runs)) {
    const exchange = exchangeOf(run);
    if (exchange !== undefined) yield exchange;
  }
}

/** Lists, pages of answers, and trees of runs. */
function runsIn(documents: readonly JsonValue[]): readonly JsonObject[] {
  return documents.flatMap((document) => {
    if (Array.isArray(document)) return runsIn(document as readonly JsonValue[]);
    if (!isJsonObject(document)) return [];
    const below = ['runs', 'items', 'child_runs'].flatMap((key) => listOf(document[key]));
    return [document, ...runsIn(below)];
  });
}

function exchangeOf(run: JsonObject): Exchange | undefined {
  const messages = messagesIn(objectOf(run['inputs'])['messages']);
  // One version of the API writes the type in capitals.
  if (messages === undefined || stringOf(run['run_type'])?.toLowerCase() !== 'llm') return undefined;
  const extra = objectOf(run['extra']);
  const metadata = { ...objectOf(run['metadata']), ...objectOf(extra['metadata']) };
  const settings = objectOf(extra['invocation_params']);
  const provider = stringOf(metadata['ls_provider']);
  const model = stringOf(metadata['ls_model_name'] ?? settings['model'] ?? settings['model_name']);
  const session = sessionOf(run, metadata);
  const response = isAbsent(run['error']) ? messageIn(objectOf(run['outputs'])) : undefined;
  const dialect = wireOf(provider, [...messages, ...(response === undefined ? [] : [response])]);
  return {
    wire: 'langchain',
    ...(dialect !== undefined && { dialect }),
    ...(session !== undefined && { session }),
    producer: producerOf(provider, response),
    request: {
      ...(model !== undefined && { model }),
      ...(Array.isArray(settings['tools']) && { tools: settings['tools'] }),
      messages,
    },
    ...(response !== undefined && { response }),
  };
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

/** LangChain logs a list of conversations, and a run is one of them. */
function messagesIn(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [first] = value as readonly JsonValue[];
  return Array.isArray(first) ? (first as readonly JsonValue[]) : (value as readonly JsonValue[]);
}

/** Keys that join traces to a conversation, in the order LangSmith names them. (docs.langchain.com/langsmith/threads, read 2026-11-25) */
const threads = ['session_id', 'thread_id', 'conversation_id'] as const;

function sessionOf(run: JsonObject, metadata: JsonObject): string | undefined {
  const named = threads.map((key) => stringOf(metadata[key])).find((name) => name !== undefined);
  return named ?? stringOf(run['thread_id'] ?? run['trace_id']);
}

/** The reply: that of LangChain, of a wrapped client, or the outputs themselves. */
function messageIn(outputs: JsonObject): JsonObject | undefined {
  const [generation] = listOf(outputs['generations']).flatMap((list) =>
    Array.isArray(list) ? list : [list],
  );
  const [choice] = listOf(outputs['choices']);
  const all = listOf(outputs['messages']);
  const found = [
    objectOf(generation)['message'],
    objectOf(choice)['message'],
    outputs['message'],
    all.length === 1 ? all[0] : undefined,
    'content' in outputs && 'role' in outputs ? outputs : undefined,
  ].find(isJsonObject);
  return found;
}

function fieldsOf(message: JsonValue): JsonObject {
  const { kwargs, data } = objectOf(message);
  return objectOf(kwargs ?? data ?? message);
}

const metadataOf = (message: JsonValue): JsonObject => objectOf(fieldsOf(message)['response_metadata']);

/** One provider may speak two wires; OpenAI's replies say of which kind they are. */
function wireOf(provider: string | undefined, messages: readonly JsonValue[]): string | undefined {
  const wire = provider === undefined ? undefined : wireOfProvider(provider);
  const isResponse = messages.some((message) => metadataOf(message)['object'] === 'response');
  return isResponse && (wire === undefined || wire === 'openai-chat') ? 'openai-responses' : wire;
}

function producerOf(provider: string | undefined, response: JsonObject | undefined): JsonObject {
  const told = response === undefined ? {} : metadataOf(response);
  const model = stringOf(told['model_name'] ?? told['model']);
  return { ...(provider !== undefined && { provider }), ...(model !== undefined && { model }) };
}
