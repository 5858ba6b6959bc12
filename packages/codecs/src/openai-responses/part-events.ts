/** How a part is told: as text that grows, or whole. */
import type { Part, StreamEvent } from '@throughline/core';

const names = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' } as const;

type GrowingPart =
  | (Part & { readonly type: 'text' | 'toolCall' })
  | (Part & { readonly type: 'thinking'; text: string });

/** Whether a part has a text that grows. */
function isGrowing(part: Part): part is GrowingPart {
  if (part.type === 'thinking') return part.text !== undefined;
  return part.type === 'text' || part.type === 'toolCall';
}

/** `undefined` for parts that come whole. */
export function startOf(part: Part, index: number): StreamEvent | undefined {
  if (!isGrowing(part)) return undefined;
  const begun = part.type === 'toolCall' ? { ...part, arguments: '' } : { ...part, text: '' };
  return { type: `${names[part.type]}-start`, index, part: begun } as StreamEvent;
}

/** What is left to tell of a part once it is whole. `said` is the text told so far; `undefined` where it has not begun. */
export function* eventsOfRest(part: Part, index: number, said: string | undefined): Generator<StreamEvent> {
  if (!isGrowing(part)) {
    yield { type: 'part', index, part };
    return;
  }
  if (said === undefined) yield startOf(part, index) as StreamEvent;
  const whole = part.type === 'toolCall' ? part.arguments : part.text;
  const told = said === undefined ? '' : said;
  const rest = whole.startsWith(told) ? whole.slice(told.length) : '';
  if (rest !== '') yield { type: `${names[part.type]}-delta`, index, text: rest };
  yield { type: `${names[part.type]}-end`, index, part } as StreamEvent;
}
