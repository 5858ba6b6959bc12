/** Encodes sessions that only grow: what was encoded for a prefix is kept, so step N costs what step N added. */
import type {
  Delivery,
  EncodeOptions,
  JsonObject,
  JsonValue,
  Loss,
  Message,
  Part,
  ThinkingPolicy,
  ToolCallPart,
  ToolsetPart,
} from '@throughline/core';

/** What one message becomes; paths are relative to it, e.g. `.parts[0]`, or `''` for the message itself. */
export type EncodedMessage = {
  readonly items: readonly JsonObject[];
  readonly losses: readonly Loss[];
  readonly delivery: readonly Delivery[];
  /** What a message at the head of the session is as a field of the request itself. */
  readonly head?: JsonValue;
};

/** What came before a message. What a message becomes may depend on this and on nothing else. */
export type Before = {
  readonly policy: ThinkingPolicy;
  readonly index: number;
  readonly previous: Message | undefined;
  /** The latest earlier call of this id. */
  readonly callOf: (callId: string) => ToolCallPart | undefined;
};

export type EncodeMessage = (message: Message, before: Before) => EncodedMessage;

type EncodedSession = {
  readonly items: readonly JsonObject[];
  /** How many of the items the first message became. */
  readonly first: number;
  /** The items without those. */
  readonly rest: readonly JsonObject[];
  readonly head: JsonValue | undefined;
  readonly losses: readonly Loss[];
  readonly delivery: readonly Delivery[];
  /** Changes of the toolset, in order, with their paths. */
  readonly toolsets: readonly PlacedToolset[];
};

export type PlacedToolset = { readonly path: string; readonly part: ToolsetPart };

export type SessionEncoder = (
  messages: readonly Message[],
  options: EncodeOptions | undefined,
) => EncodedSession;

/** Sessions that begin with the same message object and then part: forks that are remembered side by side. */
const rememberedForks = 4;

export function sessionEncoder(wire: string, encode: EncodeMessage): SessionEncoder {
  const encodeReadable: EncodeMessage = (message, before) => {
    const { said, losses } = inWords(message, wire);
    const encoded = encode(said, before);
    return losses.length === 0 ? encoded : { ...encoded, losses: [...losses, ...encoded.losses] };
  };
  const byPolicy = new Map<ThinkingPolicy, WeakMap<Message, Log[]>>();
  return (messages, options) => {
    const policy = options?.thinking ?? 'keep-readable';
    const [first] = messages;
    if (first === undefined) return upTo(emptyLog(policy), 0);
    const known = byPolicy.get(policy) ?? new WeakMap<Message, Log[]>();
    byPolicy.set(policy, known);
    const logs = known.get(first) ?? [];
    const log = logFor(messages, logs, policy);
    if (log !== logs[0])
      known.set(first, [log, ...logs.filter((other) => other !== log)].slice(0, rememberedForks));
    for (let index = log.messages.length; index < messages.length; index += 1)
      add(log, messages[index] as Message, encodeReadable);
    return upTo(log, messages.length);
  };
}

/** Everything that was encoded, and how far each list went after each message. Grows at its end only. */
type Log = {
  readonly policy: ThinkingPolicy;
  readonly messages: Message[];
  readonly marks: Mark[];
  readonly items: JsonObject[];
  readonly losses: Loss[];
  readonly delivery: Delivery[];
  readonly toolsets: PlacedToolset[];
  readonly calls: Map<string, ToolCallPart>;
  head: JsonValue | undefined;
};

type Mark = {
  readonly items: number;
  readonly losses: number;
  readonly delivery: number;
  readonly toolsets: number;
};

function emptyLog(policy: ThinkingPolicy): Log {
  return {
    policy,
    messages: [],
    marks: [],
    items: [],
    losses: [],
    delivery: [],
    toolsets: [],
    calls: new Map(),
    head: undefined,
  };
}

/** The log that shares most with these messages; one that went another way is left as it is, and its prefix copied. */
function logFor(messages: readonly Message[], logs: readonly Log[], policy: ThinkingPolicy): Log {
  let best: Log | undefined;
  let shared = 0;
  for (const log of logs) {
    const common = commonLength(log.messages, messages);
    if (common > shared) [best, shared] = [log, common];
  }
  if (best === undefined) return emptyLog(policy);
  return shared === best.messages.length || shared === messages.length ? best : forked(best, shared);
}

function commonLength(a: readonly Message[], b: readonly Message[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length += 1;
  return length;
}

function forked(log: Log, length: number): Log {
  const { items, losses, delivery, toolsets } = log.marks[length - 1] as Mark;
  const calls = new Map<string, ToolCallPart>();
  const messages = log.messages.slice(0, length);
  for (const message of messages) noteCalls(message, calls);
  return {
    policy: log.policy,
    messages,
    marks: log.marks.slice(0, length),
    items: log.items.slice(0, items),
    losses: log.losses.slice(0, losses),
    delivery: log.delivery.slice(0, delivery),
    toolsets: log.toolsets.slice(0, toolsets),
    calls,
    head: log.head,
  };
}

function add(log: Log, message: Message, encode: EncodeMessage): void {
  const index = log.messages.length;
  const { items, losses, delivery, head } = encode(message, {
    policy: log.policy,
    index,
    previous: log.messages[index - 1],
    callOf: (callId) => log.calls.get(callId),
  });
  const place = <Entry extends { readonly path: string }>(entry: Entry): Entry => ({
    ...entry,
    path: `messages[${index}]${entry.path}`,
  });
  // One by one: a call takes only so many arguments, and a message may become more items than that.
  for (const item of items) log.items.push(item);
  for (const loss of losses) log.losses.push(place(loss));
  for (const one of delivery) log.delivery.push(place(one));
  for (const toolset of toolsetsIn(message, index)) log.toolsets.push(toolset);
  noteCalls(message, log.calls);
  if (index === 0) log.head = head;
  log.messages.push(message);
  log.marks.push({
    items: log.items.length,
    losses: log.losses.length,
    delivery: log.delivery.length,
    toolsets: log.toolsets.length,
  });
}

function noteCalls({ role, parts }: Message, calls: Map<string, ToolCallPart>): void {
  if (role !== 'assistant') return;
  for (const part of parts) if (part.type === 'toolCall') calls.set(part.callId, part);
}

/** Only system messages may change the toolset. */
function toolsetsIn({ role, parts }: Message, index: number): PlacedToolset[] {
  if (role !== 'system') return [];
  return parts.flatMap((part, order) =>
    part.type === 'toolset' ? [{ path: `messages[${index}].parts[${order}]`, part }] : [],
  );
}

function upTo(log: Log, length: number): EncodedSession {
  const mark = log.marks[length - 1];
  const first = log.marks[0]?.items ?? 0;
  return {
    // Lists of a long session are long; those that nobody asks for are not copied.
    get items() {
      return log.items.slice(0, mark?.items);
    },
    first,
    get rest() {
      return log.items.slice(first, mark?.items);
    },
    head: log.head,
    losses: log.losses.slice(0, mark?.losses),
    delivery: log.delivery.slice(0, mark?.delivery),
    toolsets: log.toolsets.slice(0, mark?.toolsets),
  };
}

/** Opaque parts of other wires that say something in words become texts here, which a loss says. */
function inWords(
  message: Message,
  wire: string,
): { readonly said: Message; readonly losses: readonly Loss[] } {
  const losses: Loss[] = [];
  const parts = message.parts.map((part, index): Part => {
    if (part.type !== 'opaque' || part.wire === wire || part.text === undefined) return part;
    const detail = `${part.kind} of ${part.wire}, its words travel as text`;
    losses.push({ path: `.parts[${index}]`, code: 'part-unsupported', detail });
    return { type: 'text', text: part.text };
  });
  return { said: losses.length === 0 ? message : Object.assign({}, message, { parts }), losses };
}
