/** A reply while it arrives: noun-verb events, and the fold that makes them one reply. */
import type { ProviderError } from './codec.ts';
import { ThroughlineError } from './errors.ts';
import type { Part, TextPart, ThinkingPart, ToolCallPart } from './parts.ts';
import type { AssistantMessage, Reply } from './transcript.ts';

/**
 * `index` is the part's place in the reply's message. A start carries what is known by then, deltas add text (a tool
 * call's deltas add argument text), an end carries the finished part and is the truth. `part` brings a part that
 * came whole. `reply-start` and `reply-end` frame them; `reply-end` carries the finished reply.
 */
export type StreamEvent =
  | { readonly type: 'reply-start'; readonly reply: Reply }
  | { readonly type: 'text-start'; readonly index: number; readonly part: TextPart }
  | { readonly type: 'text-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'text-end'; readonly index: number; readonly part: TextPart }
  | { readonly type: 'thinking-start'; readonly index: number; readonly part: ThinkingPart }
  | { readonly type: 'thinking-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'thinking-end'; readonly index: number; readonly part: ThinkingPart }
  | { readonly type: 'tool-call-start'; readonly index: number; readonly part: ToolCallPart }
  | { readonly type: 'tool-call-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'tool-call-end'; readonly index: number; readonly part: ToolCallPart }
  | { readonly type: 'part'; readonly index: number; readonly part: Part }
  | { readonly type: 'reply-end'; readonly reply: Reply }
  | { readonly type: 'error'; readonly error: ProviderError };

/** The events of a whole reply, its texts cut into pieces of at most `size` UTF-16 units (default: uncut). */
export function* eventsOf(reply: Reply, size: number = Infinity): Generator<StreamEvent> {
  const { message, notes } = reply;
  const head: AssistantMessage = {
    role: 'assistant',
    parts: [],
    ...(message.origin && { origin: message.origin }),
    ...(message.usage && { usage: message.usage }),
    ...(message.notes && { notes: message.notes }),
  };
  yield { type: 'reply-start', reply: { message: head, ...(notes && { notes }) } };
  for (const [index, part] of message.parts.entries()) yield* eventsOfPart(part, index, size);
  yield { type: 'reply-end', reply };
}

function* eventsOfPart(part: Part, index: number, size: number): Generator<StreamEvent> {
  if (part.type === 'text') {
    yield { type: 'text-start', index, part: { ...part, text: '' } };
    for (const text of pieces(part.text, size)) yield { type: 'text-delta', index, text };
    yield { type: 'text-end', index, part };
  } else if (part.type === 'thinking' && part.text !== undefined) {
    yield { type: 'thinking-start', index, part: { ...part, text: '' } };
    for (const text of pieces(part.text, size)) yield { type: 'thinking-delta', index, text };
    yield { type: 'thinking-end', index, part };
  } else if (part.type === 'toolCall') {
    yield { type: 'tool-call-start', index, part: { ...part, arguments: '' } };
    for (const text of pieces(part.arguments, size)) yield { type: 'tool-call-delta', index, text };
    yield { type: 'tool-call-end', index, part };
  } else {
    yield { type: 'part', index, part };
  }
}

function* pieces(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/**
 * The reply that a run of events adds up to.
 * @throws ThroughlineError `upstream-failed` on an `error` event, `stream-broken` when `reply-end` is missing.
 */
export function foldEvents(events: Iterable<StreamEvent>): Reply {
  for (const event of events) {
    if (event.type === 'reply-end') return event.reply;
    if (event.type === 'error') {
      const { message, word, kind, body } = event.error;
      const sentence = message ?? word ?? kind;
      throw new ThroughlineError('upstream-failed', `the stream carried an error: ${sentence}`, { body });
    }
  }
  throw new ThroughlineError('stream-broken', 'the stream stopped before the reply was complete');
}
