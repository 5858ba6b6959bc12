/** What a sound transcript never shows. Lists violations and throws nothing. */
import type { Message } from './transcript.ts';
import type { Part } from './parts.ts';

export const violationCodes = [
  'result-orphaned', // a result without an earlier call
  'result-missing', // a call that the session went past without a result
  'result-repeated',
  'call-id-repeated', // two calls of one step share an id
  'call-misplaced', // a call outside an assistant message, or a result outside a tool message
  'thinking-misplaced', // thinking outside an assistant message
  'thinking-after-call', // nothing but thinking follows the last call of a step
] as const;

export type Violation = {
  readonly path: string;
  readonly code: (typeof violationCodes)[number];
  readonly detail: string;
};

type Placed = { readonly part: Part; readonly path: string };

export function violations(messages: readonly Message[]): Violation[] {
  return [...misplaced(messages), ...callsAndResults(messages)];
}

const homes: { readonly [type: string]: readonly string[] } = {
  thinking: ['assistant'],
  toolCall: ['assistant'],
  toolResult: ['tool', 'user'],
};

function misplaced(messages: readonly Message[]): Violation[] {
  return messages.flatMap((message, index) =>
    placed(message, index).flatMap(({ part, path }): Violation[] => {
      const home = homes[part.type];
      if (home === undefined || home.includes(message.role)) return [];
      const code = part.type === 'thinking' ? 'thinking-misplaced' : 'call-misplaced';
      return [{ path, code, detail: `${part.type} in a ${message.role} message` }];
    }),
  );
}

function callsAndResults(messages: readonly Message[]): Violation[] {
  const found: Violation[] = [];
  let open = new Map<string, string>();
  let answered = new Set<string>();
  messages.forEach((message, index) => {
    if (message.role === 'assistant') {
      found.push(...missing(open), ...trailingThinking(message, index));
      open = new Map();
      answered = new Set();
    }
    for (const { part, path } of placed(message, index)) {
      if (part.type === 'toolCall') {
        if (open.has(part.callId)) found.push({ path, code: 'call-id-repeated', detail: part.callId });
        open.set(part.callId, path);
      } else if (part.type === 'toolResult') {
        if (open.delete(part.callId)) answered.add(part.callId);
        else
          found.push({
            path,
            code: answered.has(part.callId) ? 'result-repeated' : 'result-orphaned',
            detail: part.callId,
          });
      }
    }
  });
  // Calls of the last step may still be running.
  if (messages.at(-1)?.role !== 'assistant') found.push(...missing(open));
  return found;
}

function missing(open: ReadonlyMap<string, string>): Violation[] {
  return [...open].map(([callId, path]) => ({ path, code: 'result-missing', detail: callId }));
}

function trailingThinking(message: Message, index: number): Violation[] {
  const { parts } = message;
  const lastCall = parts.findLastIndex((part) => part.type === 'toolCall');
  const after = parts.slice(lastCall + 1);
  if (lastCall === -1 || after.length === 0 || !after.every((part) => part.type === 'thinking')) return [];
  const path = `messages[${index}].parts[${lastCall + 1}]`;
  return [{ path, code: 'thinking-after-call', detail: 'thinking follows the call it should have led to' }];
}

function placed(message: Message, index: number): Placed[] {
  return message.parts.map((part, at) => ({ part, path: `messages[${index}].parts[${at}]` }));
}
