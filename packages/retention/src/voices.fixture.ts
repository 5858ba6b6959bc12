/** Models whose rules want thinking back, on every wire, and how an honest client talks to them. */
import type { JsonObject, JsonValue } from '@throughline/core';
import {
  anthropicWriter,
  bedrockWriter,
  geminiWriter,
  interactionsWriter,
  responsesWriter,
  type Writer,
} from './block-writers.fixture.ts';
import type { Exchange } from './capture/exchange.ts';
import {
  chatWriter,
  coherePlanWriter,
  cohereWriter,
  mistralWriter,
  ollamaWriter,
} from './chat-writers.fixture.ts';
import type { Moment, Session, Traits } from './sessions.fixture.ts';

export type Voice = {
  readonly name: string;
  readonly wire: string;
  readonly model: string;
  readonly place?: Pick<Exchange, 'dialect' | 'endpoint'>;
  /** What a client sends so that the model thinks, and reads what it thought. */
  readonly settings: JsonObject;
  readonly traits: Traits;
  readonly writer: Writer;
  /** Key of the message that holds its thinking, where that is one text. */
  readonly slot?: string;
};

const claude: Traits = {
  kinds: ['signed', 'signed', 'empty', 'redacted'],
  order: 'free',
  thoughts: 3,
  hasIds: false,
};
const unsigned: Traits = { kinds: ['plain'], order: 'free', thoughts: 2, hasIds: false };
const oneText: Traits = { kinds: ['plain', 'plain', 'blank'], order: 'stacked', thoughts: 1, hasIds: false };
const sealed: Traits = { kinds: ['signed', 'empty'], order: 'free', thoughts: 2, hasIds: true };

function anthropic(model: string, traits: Traits, settings: JsonObject = {}): Voice {
  return { name: model, wire: 'anthropic-messages', model, traits, settings, writer: anthropicWriter };
}

function bedrock(model: string, traits: Traits, settings: JsonObject = {}): Voice {
  return { name: model, wire: 'bedrock-converse', model, traits, settings, writer: bedrockWriter };
}

function chat(model: string, slot: string, more: Partial<Voice> = {}): Voice {
  return {
    name: `${model} ${slot}`,
    wire: 'openai-chat',
    model,
    traits: oneText,
    settings: {},
    writer: chatWriter(slot),
    ...(slot !== 'reasoning_details' && { slot }),
    ...more,
  };
}

function responses(model: string, settings: JsonObject = {}): Voice {
  return { name: model, wire: 'openai-responses', model, traits: sealed, settings, writer: responsesWriter };
}

const budget = { type: 'enabled', budget_tokens: 8000 };

export const voices: readonly Voice[] = [
  anthropic('claude-opus-4-6', claude, { thinking: { type: 'adaptive' } }),
  anthropic('claude-sonnet-4-5', claude, { thinking: budget }),
  anthropic('claude-opus-5', claude),
  anthropic('claude-fable-5-1', claude),
  anthropic('deepseek-v4', unsigned),
  anthropic('kimi-k2.6', unsigned),
  bedrock('anthropic.claude-opus-4-6-v1:0', claude, {
    additionalModelRequestFields: { thinking: { type: 'adaptive' } },
  }),
  bedrock('anthropic.claude-fable-5-1-v1:0', claude),
  bedrock('amazon.nova-2-lite-v1:0', unsigned),
  chat('deepseek-chat', 'reasoning_content'),
  chat('kimi-k2.6', 'reasoning_content', { settings: { thinking: { type: 'enabled', keep: 'all' } } }),
  chat('glm-4.7', 'reasoning_content', {
    settings: { thinking: { type: 'enabled', clear_thinking: false } },
  }),
  chat('qwen3.6-plus', 'reasoning_content', { settings: { preserve_thinking: true } }),
  chat('minimax-m2', 'inline', { traits: { ...oneText, kinds: ['plain'] } }),
  chat('Qwen/Qwen3-32B', 'reasoning', { place: { dialect: 'vllm' } }),
  chat('anthropic/claude-opus-4.6', 'reasoning_details', { traits: { ...claude, order: 'stacked' } }),
  chat('gemini-3-pro-preview', 'reasoning_content', {
    traits: { ...oneText, thoughts: 0, signs: 'first-call' },
    place: { dialect: 'gemini' },
  }),
  responses('gpt-5.6', { reasoning: { effort: 'high' } }),
  responses('gpt-5.1', { reasoning: { context: 'all_turns' } }),
  responses('o4-mini'),
  responses('grok-4'),
  ...['gemini-3-pro-preview', 'gemini-2.5-pro'].map((model) => ({
    name: model,
    wire: 'gemini',
    model,
    settings: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
    traits: { ...unsigned, kinds: ['summary' as const], signs: 'first-call' as const, mayLackIds: true },
    writer: geminiWriter,
  })),
  {
    name: 'gemini-3-pro-preview',
    wire: 'gemini-interactions',
    model: 'gemini-3-pro-preview',
    settings: {},
    traits: { ...claude, kinds: ['signed', 'empty'], signs: 'first-call' },
    writer: interactionsWriter,
  },
  ...(['magistral-medium-latest', 'mistral-small-latest'] as const).map((model, at): Voice => ({
    name: model,
    wire: 'mistral-chat',
    model,
    settings: {},
    traits: { ...oneText, thoughts: at + 1, kinds: at === 0 ? ['plain'] : ['plain', 'signed'] },
    writer: mistralWriter,
  })),
  {
    name: 'command-a-reasoning',
    wire: 'cohere-chat',
    model: 'command-a-reasoning-08-2025',
    settings: {},
    traits: { ...oneText, kinds: ['plain'] },
    writer: cohereWriter,
  },
  {
    name: 'command-r-plus',
    wire: 'cohere-chat',
    model: 'command-r-plus',
    settings: {},
    traits: { ...oneText, kinds: ['plain'] },
    writer: coherePlanWriter,
    slot: 'tool_plan',
  },
  ...['qwen3:8b', 'glm-4.6:cloud'].map((model): Voice => ({
    name: model,
    wire: 'ollama-chat',
    model,
    settings: { think: true },
    traits: { ...oneText, kinds: ['plain'] },
    writer: ollamaWriter,
    slot: 'thinking',
  })),
];

/** A request, and for each moment which items of its history it is: from, up to without. */
export type Written = {
  readonly request: JsonObject;
  readonly places: readonly (readonly [number, number])[];
};

const namesModel: ReadonlySet<string> = new Set(['gemini', 'bedrock-converse']);

export function write(voice: Voice, { system, moments }: Session): Written {
  const { writer, wire, model, settings } = voice;
  const items: JsonValue[] = [...(writer.opening?.(system) ?? [])];
  const places = moments.map((moment) => {
    const from = items.length;
    items.push(...itemsOf(voice, moment));
    return [from, items.length] as const;
  });
  const request = {
    ...(!namesModel.has(wire) && { model }),
    ...writer.head(system),
    ...settings,
    [writer.history]: items,
  };
  return { request, places };
}

function itemsOf({ writer }: Voice, moment: Moment): readonly JsonValue[] {
  if (moment.type === 'ask') return writer.ask(moment.text);
  return moment.type === 'said' ? writer.said(moment.blocks) : writer.heard(moment.results);
}

/** A request on its way to this model, without what came back. */
export function outgoing({ wire, model, place }: Voice, request: JsonObject): Exchange {
  return { wire, request, producer: { model }, ...place };
}

/** Everything that went over the wire until now: each reply with the request it was made for. */
export function exchangesOf(voice: Voice, session: Session): readonly Exchange[] {
  return session.moments.flatMap((moment, at) => {
    if (moment.type !== 'said') return [];
    const { request } = write(voice, { ...session, moments: session.moments.slice(0, at) });
    const response = voice.writer.reply(itemsOf(voice, moment), voice.model);
    return [{ ...outgoing(voice, request), response }];
  });
}
