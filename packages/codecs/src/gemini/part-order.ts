/** The events of several parts at a time, put in order: this wire numbers no parts, so one is written after the other. */
import type { StreamEvent } from '@throughline/core';

/** Gives the events that may be written now; those of later parts wait for the end of the earlier. */
export function inPartOrder(): (event: StreamEvent) => readonly StreamEvent[] {
  const waiting = new Map<number, StreamEvent[]>();
  let current: number | undefined;

  const next = (): StreamEvent[] => {
    current = undefined;
    if (waiting.size === 0) return [];
    const index = Math.min(...waiting.keys());
    const events = waiting.get(index) as StreamEvent[];
    waiting.delete(index);
    current = events.some(isEnd) ? undefined : index;
    return current === undefined ? [...events, ...next()] : events;
  };
  return (event) => {
    if (!('index' in event)) {
      const held = [...waiting].toSorted(([a], [b]) => a - b).flatMap(([, events]) => events);
      if (event.type === 'reply-end') waiting.clear();
      return event.type === 'reply-end' ? [...held, event] : [event];
    }
    if (current === undefined || current === event.index) {
      current = isEnd(event) ? undefined : event.index;
      return current === undefined ? [event, ...next()] : [event];
    }
    const held = waiting.get(event.index);
    if (held === undefined) waiting.set(event.index, [event]);
    else held.push(event);
    return [];
  };
}

function isEnd({ type }: StreamEvent): boolean {
  return type === 'part' || type.endsWith('-end');
}
