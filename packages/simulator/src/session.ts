/** One simulated conversation partner: checks, counts, answers, remembers what it minted. */
import {
  isJsonObject,
  parseJson,
  ThroughlineError,
  type FunctionTool,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { codecFor } from '@throughline/codecs';
import { anthropic } from './anthropic/index.ts';
import { chat, dialectOf } from './chat/index.ts';
import { compare, extendsPrefix, sum, type Counts, type Returned, type Tally } from './tally.ts';
import { withoutThinking, type View } from './view.ts';
import type { Ledger, Provider, Refusal, SessionOptions } from './wire.ts';

/** One request and what it got. */
export type Exchange = {
  readonly request: JsonValue;
  readonly status: number;
  /** The reply, whole even if it was streamed, or the error. */
  readonly response: JsonObject;
  readonly streamed: boolean;
  /** What the model would have seen; absent where the request was refused. */
  readonly view?: View;
};

export type Session = {
  /** Unique to this session; ends in /v1. */
  readonly baseURL: string;
  tally(): Tally;
  exchanges(): readonly Exchange[];
};

export type Answer = {
  readonly status: number;
  readonly body: JsonObject;
  readonly frames?: readonly string[];
};

export type LiveSession = Session & {
  readonly pieceSize: number;
  readonly wire: SessionOptions['wire'];
  answer(text: string, headers: Headers): Answer;
};

const providers: { readonly [wire in SessionOptions['wire']]: Provider } = {
  'anthropic-messages': anthropic,
  'openai-chat': chat,
};

/** @throws ThroughlineError `config-invalid` on a dialect that is not simulated. */
export function createSession(id: string, origin: string, options: SessionOptions): LiveSession {
  const provider = providers[options.wire];
  if (provider === undefined)
    throw new ThroughlineError(
      'config-invalid',
      `expected ${Object.keys(providers).join(' or ')}, found "${options.wire}"`,
      { path: 'wire' },
    );
  if (options.wire === 'openai-chat') dialectOf(options);
  const ledger: Ledger = { options, id, replies: [] };
  const log: Exchange[] = [];
  const returned: Returned[] = [];
  const prefixes: ReturnType<Provider['prefix']>[] = [];
  const respond = (body: JsonObject, headers: Headers): Answer => {
    const back = compare(ledger, provider.read(body, ledger));
    const exchange = exchangeOf(body, headers, provider, ledger);
    returned.push(back);
    prefixes.push(provider.prefix(body));
    log.push(exchange);
    const { status, response, streamed } = exchange;
    return { status, body: response, ...(streamed && { frames: provider.frames(response, body) }) };
  };
  return {
    baseURL: `${origin}/s/${id}/v1`,
    wire: options.wire,
    pieceSize: options.pieceSize ?? 97,
    exchanges: () => log,
    tally: () => tallyOf(log, returned, prefixes),
    answer(text, headers) {
      const body = bodyOf(text);
      if (body !== undefined) return respond(body, headers);
      const response = provider.invalid('The request body is not valid JSON.');
      log.push({ request: text, status: 400, response, streamed: false });
      return { status: 400, body: response };
    },
  };
}

function bodyOf(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    throw error;
  }
}

/** A policy that throws is no exchange: nothing is counted, and the client is told. */
function exchangeOf(body: JsonObject, headers: Headers, provider: Provider, ledger: Ledger): Exchange {
  const refusal = wrongModel(body, ledger.options, provider) ?? provider.check(body, headers, ledger);
  const view = refusal ?? viewOrRefusal(body, headers, provider, ledger);
  if ('status' in view) return { request: body, status: view.status, response: view.body, streamed: false };
  const minted = provider.mint(ledger.options.policy(view), body, headers, ledger);
  ledger.replies.push(minted);
  return { request: body, status: 200, response: minted.reply, streamed: body['stream'] === true, view };
}

/** What no rule caught but is not of the wire's shape is refused as well. */
function viewOrRefusal(
  body: JsonObject,
  headers: Headers,
  provider: Provider,
  ledger: Ledger,
): View | Refusal {
  try {
    return viewOf(body, headers, provider, ledger);
  } catch (error) {
    if (ThroughlineError.is(error)) return { status: 400, body: provider.invalid(error.message) };
    throw error;
  }
}

function wrongModel(body: JsonObject, { model }: SessionOptions, provider: Provider): Refusal | undefined {
  if (model === undefined || body['model'] === model) return undefined;
  return { status: 404, body: provider.invalid(`model: ${String(body['model'])}`) };
}

function viewOf(body: JsonObject, headers: Headers, provider: Provider, ledger: Ledger): View {
  const { wire, dialect, view: chosen } = ledger.options;
  const { tools } = codecFor(wire, wire === 'openai-chat' ? dialect : undefined).request.decode(body);
  const offered =
    tools === undefined ? [] : tools.filter((tool): tool is FunctionTool => tool.type === 'function');
  const view: View = { messages: provider.view(body, headers, ledger), tools: offered };
  return chosen === 'without-thinking' ? withoutThinking(view) : view;
}

function tallyOf(
  log: readonly Exchange[],
  returned: readonly Returned[],
  prefixes: readonly ReturnType<Provider['prefix']>[],
): Tally {
  const perRequest: readonly Counts[] = returned.map(({ thinking }) => thinking);
  return {
    steps: log.filter(({ status }) => status === 200).length,
    requests: log.length,
    thinking: sum(perRequest),
    perRequest,
    order: returned.every(({ order }) => order),
    arguments: {
      expected: returned.reduce((total, one) => total + one.arguments.expected, 0),
      identical: returned.reduce((total, one) => total + one.arguments.identical, 0),
    },
    appendOnly: prefixes.every(
      (prefix, index) => index === 0 || extendsPrefix(prefixes[index - 1] as typeof prefix, prefix),
    ),
    refusals: log.filter(({ status }) => status !== 200).length,
  };
}
