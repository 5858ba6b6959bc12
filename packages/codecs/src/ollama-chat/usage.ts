/** Usage and stop reasons, both ways. */
import type { JsonObject, JsonValue, Part, Stop } from '@throughline/core';
import { usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { metrics, otherStops, stopReasons } from './format.ts';

/** `eval_count` counts thinking too; how much of it is not said. */
export const usages: UsagePair = usagePair({ input: ['prompt_eval_count'], output: ['eval_count'] });

/** The measured fields of a body; `undefined` where there is none. */
export function measured(body: JsonObject): JsonObject | undefined {
  const found = metrics.flatMap((name): (readonly [string, JsonValue])[] => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

export const stops: StopPair = stopPair(stopReasons, otherStops);

/** Whoever reads the reply must answer its calls, whatever word it stopped with. */
export function stopOf(raw: JsonValue | undefined, parts: readonly Part[]): Stop | undefined {
  const stop = stops.decode(raw);
  const isCalling = stop?.reason === 'end' && parts.some(({ type }) => type === 'toolCall');
  return isCalling ? { ...stop, reason: 'tool-calls' } : stop;
}
