/** The framework's messages as ours: what they carry, unless somebody edited what they show. */
import {
  isAIMessage,
  isSystemMessage,
  isToolMessage,
  type AIMessage,
  type BaseMessage,
  type ToolMessage,
} from '@langchain/core/messages';
import {
  parseJson,
  sameJson,
  stringifyJson,
  type AssistantMessage,
  type JsonValue,
  type Message,
  type Part,
  type ToolCallPart,
  type ToolMessage as OurToolMessage,
  type ToolResultPart,
} from '@throughline/core';
import { shownCall, shownResult, unknownTool } from './encode.ts';
import { carried, type Block } from './format.ts';

/** The inverse of `toLangChainMessages`; also for histories that were stored and revived. */
export function fromLangChainMessages(messages: readonly BaseMessage[]): Message[] {
  const decoded: Message[] = [];
  for (const group of grouped(messages)) {
    const [first] = group as readonly [BaseMessage, ...BaseMessage[]];
    decoded.push(
      isToolMessage(first) ? resultsOf(group as readonly ToolMessage[], decoded.at(-1)) : decodeOne(first),
    );
  }
  return decoded;
}

/** The results of a step are one message of ours. */
function grouped(messages: readonly BaseMessage[]): (readonly BaseMessage[])[] {
  const groups: BaseMessage[][] = [];
  for (const message of messages) {
    const [first] = groups.at(-1) ?? [];
    if (isToolMessage(message) && first !== undefined && isToolMessage(first)) groups.at(-1)?.push(message);
    else groups.push([message]);
  }
  return groups;
}

function decodeOne(message: BaseMessage): Message {
  if (isAIMessage(message)) return assistantOf(message);
  const blocks = blocksOf(message);
  const [only] = blocks;
  const whole =
    blocks.length === 1 && only?.type === 'text'
      ? kept(carried(only).message, String(only['text']))
      : undefined;
  const role = isSystemMessage(message) ? 'system' : 'user';
  return whole ?? { role, parts: blocks.map(plainPart) };
}

function blocksOf({ content }: BaseMessage): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** The message a text carries, while the text still is what that message says. */
function kept(message: string | undefined, shown: string): Message | undefined {
  if (message === undefined) return undefined;
  const whole = parseJson(message) as unknown as Message;
  const text = whole.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return text === shown ? whole : undefined;
}

function plainPart(block: Block): Part {
  const { type, text, reasoning } = block;
  if (type === 'text' && typeof text === 'string') return { type: 'text', text };
  if (type === 'reasoning' && typeof reasoning === 'string')
    return { type: 'thinking', text: reasoning, visibility: 'full' };
  return { type: 'opaque', wire: 'langchain', kind: type, value: block as JsonValue };
}

type Placed = { readonly part: Part; readonly place: number };

function assistantOf(message: AIMessage): AssistantMessage {
  const blocks = blocksOf(message);
  const heads = blocks.flatMap((block) =>
    carriedBy(block).message === undefined ? [] : [carriedBy(block).message],
  );
  const rest =
    heads[0] === undefined ? {} : (parseJson(heads[0]) as unknown as Omit<AssistantMessage, 'parts'>);
  const calls = [...(message.tool_calls ?? [])];
  const placed = blocks.flatMap((block, index) => placedPart(block, index, calls));
  const added = calls.map(({ id, name, args }, index): Placed => ({
    part: callPart(String(id), name, args),
    place: blocks.length + index,
  }));
  const parts = [...placed, ...added].toSorted((a, b) => a.place - b.place).map(({ part }) => part);
  return { ...rest, role: 'assistant', parts };
}

/** Blocks of kinds the framework does not know keep the carrier inside. */
function carriedBy(block: Block): ReturnType<typeof carried> {
  return carried(
    block.type === 'non_standard' ? (block['value'] as Record<string, unknown> | undefined) : block,
  );
}

type Calls = NonNullable<AIMessage['tool_calls']>;

function placedPart(block: Block, index: number, calls: Calls): Placed[] {
  const { part: text, message, place = index } = carriedBy(block);
  if (message !== undefined) return [];
  const own = text === undefined ? undefined : (parseJson(text) as unknown as Part);
  if (own?.type === 'toolCall') return callAt(own, place, calls);
  // Some of the framework's streams repeat calls among the blocks; the list of calls is what counts.
  if (own === undefined && /^(?:tool_call|tool_use|tool_call_chunk|input_json_delta)$/.test(block.type))
    return [];
  const isUntouched =
    own !== undefined && (block.type === 'non_standard' || shownText(block) === ownText(own));
  return [{ part: isUntouched ? own : plainPart(block), place }];
}

function shownText({ type, text, reasoning }: Block): unknown {
  if (type === 'text') return text;
  return type === 'reasoning' ? reasoning : undefined;
}

function ownText(part: Part): string | undefined {
  if (part.type === 'text') return part.text;
  if (part.type !== 'thinking') return undefined;
  return part.text === undefined ? '' : part.text;
}

/** A call is where its block is, as long as the list of calls still has it; taken from the list, so that what remains is new. */
function callAt(own: ToolCallPart, place: number, calls: Calls): Placed[] {
  const at = calls.findIndex(({ id }) => id === own.callId);
  const [call] = at === -1 ? [] : calls.splice(at, 1);
  if (call === undefined) return [];
  const isSameName = call.name === own.name || call.name === unknownTool;
  const isSameValue = sameJson(call.args, JSON.parse(shownCall(own, undefined).args));
  if (isSameName && isSameValue) return [{ part: own, place }];
  return [{ part: callPart(own.callId, call.name === unknownTool ? own.name : call.name, call.args), place }];
}

function callPart(callId: string, name: string, args: unknown): ToolCallPart {
  return { type: 'toolCall', callId, name, arguments: stringifyJson(args) };
}

/** In the order of the calls, whatever order the framework's tools ended in. */
function resultsOf(group: readonly ToolMessage[], before: Message | undefined): OurToolMessage {
  const called = before?.parts.flatMap((part) => (part.type === 'toolCall' ? [part.callId] : []));
  const rank = ({ callId }: ToolResultPart): number => {
    const at = called?.indexOf(callId);
    return at === undefined || at === -1 ? Number.MAX_SAFE_INTEGER : at;
  };
  const parts = group.map(resultOf).toSorted((a, b) => rank(a) - rank(b));
  const texts = group.map(({ artifact }) => carried(artifact as Record<string, unknown> | undefined).message);
  const text = texts.find((one) => one !== undefined);
  const whole = text === undefined ? undefined : (parseJson(text) as unknown as OurToolMessage);
  const isWhole =
    whole !== undefined &&
    sameJson(
      whole.parts.filter(({ type }) => type === 'toolResult'),
      parts,
    );
  return isWhole ? whole : { role: 'tool', parts };
}

function resultOf(message: ToolMessage): ToolResultPart {
  const { tool_call_id: callId, status } = message;
  const { part } = carried(message.artifact as Record<string, unknown> | undefined);
  const own = part === undefined ? undefined : (parseJson(part) as unknown as ToolResultPart);
  const shown = typeof message.content === 'string' ? message.content : stringifyJson(message.content);
  if (own !== undefined && shownResult(own) === shown) return own;
  return {
    type: 'toolResult',
    callId,
    content: [{ type: 'text', text: shown }],
    ...(status === 'error' && { isError: true }),
  };
}
