/** Field names of Google's JSON, which come as `inlineData` or `inline_data`; what came in one spelling goes out in it. */
import { isJsonObject, type JsonObject, type JsonValue, type Loss } from '@throughline/core';
import { withExtra } from '../notes.ts';

function snakeOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The own key that spells a field, `inlineData` before `inline_data`. */
export function keyOf(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const snake = snakeOf(name);
  return snake !== name && Object.hasOwn(object, snake) ? snake : undefined;
}

/** Takes the fields of an object one by one; what was not taken is the rest. */
export type Fields = {
  /** The value of a field, where it is there and fits; it stays in the rest otherwise. */
  take<Value extends JsonValue>(name: string, fits: (value: JsonValue) => value is Value): Value | undefined;
  /** Puts what is left of a taken field back, under its own spelling. */
  leave(name: string, rest: JsonObject | undefined): void;
  /** `undefined` where all was taken; what was empty stays so. */
  rest(): JsonObject | undefined;
  /** Paths of the taken fields that were spelled the second way. */
  readonly snake: readonly string[];
};

/** `prefix` is the path of the object inside the part, e.g. `functionCall.`. */
export function fieldsOf(object: JsonObject, prefix: string = ''): Fields {
  const taken = new Set<string>();
  const left: [string, JsonObject][] = [];
  const snake: string[] = [];
  return {
    take(name, fits) {
      const key = keyOf(object, name);
      const value = key === undefined ? undefined : object[key];
      if (key === undefined || value === undefined || !fits(value)) return undefined;
      taken.add(key);
      if (key !== name) snake.push(`${prefix}${name}`);
      return value;
    },
    leave(name, rest) {
      const key = keyOf(object, name);
      if (key !== undefined && rest !== undefined) left.push([key, rest]);
    },
    rest() {
      const entries = Object.entries(object).filter(([key]) => !taken.has(key));
      const all = [...entries, ...left];
      return all.length === 0 && taken.size > 0 ? undefined : Object.fromEntries<JsonValue>(all);
    },
    snake,
  };
}

/** `form.snake` of a part, or nothing where all was spelled the first way. */
export function spellingOf(...all: readonly Fields[]): { readonly snake?: string } {
  const paths = all.flatMap(({ snake }) => snake);
  return paths.length === 0 ? {} : { snake: paths.join(' ') };
}

/** Our fields, in the spelling that was noted. */
export function respelled(ours: JsonObject, spelling: string | undefined): JsonObject {
  return spelling === undefined ? ours : renamed(ours, spelling.split(' '), '');
}

function renamed(object: JsonObject, paths: readonly string[], prefix: string): JsonObject {
  return Object.fromEntries<JsonValue>(
    Object.entries(object).map(([name, value]) => {
      const path = `${prefix}${name}`;
      const key = paths.includes(path) ? snakeOf(name) : name;
      const isOuter = isJsonObject(value) && paths.some((other) => other.startsWith(`${path}.`));
      return [key, isOuter ? renamed(value, paths, `${path}.`) : value];
    }),
  );
}

/** What we say plus what was noted, objects inside included. */
export function withNested(ours: JsonObject, extra: JsonObject | undefined, losses?: Loss[]): JsonObject {
  if (extra === undefined) return ours;
  const merged = new Map(Object.entries(ours));
  const others: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(extra)) {
    const mine = merged.get(key);
    if (isJsonObject(mine) && isJsonObject(value)) merged.set(key, withNested(mine, value, losses));
    else others.push([key, value]);
  }
  return withExtra(Object.fromEntries<JsonValue>(merged), Object.fromEntries<JsonValue>(others), losses);
}
