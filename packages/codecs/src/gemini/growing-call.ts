/** A call whose arguments are still to come: each chunk adds to it until one says that it was the last. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import { assembly } from './partial-args.ts';

export type GrowingCall = {
  /** `false` for what is no continuation of a call. */
  take(part: JsonValue): boolean;
  isWhole(): boolean;
  whole(): JsonObject;
};

/** `undefined` for a part that is whole, or no call. */
export function growingCall(part: JsonValue): GrowingCall | undefined {
  const first = callIn(part);
  if (first === undefined || typeof first['name'] !== 'string' || first['willContinue'] !== true)
    return undefined;
  const outer = new Map<string, JsonValue>();
  const inner = new Map<string, JsonValue>();
  const args = assembly(isJsonObject(first['args']) ? first['args'] : undefined);
  const unplaced: JsonValue[] = [];
  let isWhole = false;
  const add = (said: JsonObject, call: JsonObject): void => {
    for (const [key, value] of Object.entries(said)) if (key !== 'functionCall') outer.set(key, value);
    const { partialArgs, willContinue, args: _seed, ...more } = call;
    for (const [key, value] of Object.entries(more)) inner.set(key, value);
    const list: readonly JsonValue[] = Array.isArray(partialArgs) ? partialArgs : [];
    unplaced.push(...list.filter((partial) => !args.add(partial)));
    isWhole = willContinue !== true;
  };
  add(part as JsonObject, first);
  return {
    take(next) {
      const call = callIn(next);
      if (call === undefined || Object.hasOwn(call, 'name')) return false;
      add(next as JsonObject, call);
      return true;
    },
    isWhole: () => isWhole,
    whole: () => ({
      ...Object.fromEntries(outer),
      functionCall: {
        ...Object.fromEntries(inner),
        args: args.value(),
        ...(unplaced.length > 0 && { partialArgs: unplaced }),
      },
    }),
  };
}

function callIn(part: JsonValue): JsonObject | undefined {
  const call = isJsonObject(part) ? part['functionCall'] : undefined;
  return isJsonObject(call) ? call : undefined;
}
