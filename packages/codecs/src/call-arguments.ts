/** Argument text as a JSON value, for wires that take no text. */
import {
  isJsonObject,
  parseJson,
  stringifyJson,
  ThroughlineError,
  type JsonValue,
  type ToolCallPart,
} from '@throughline/core';
import { lose, type Telling } from './encoding.ts';

/** What arguments were before they became text. Parts never change, so this holds as long as they live. */
const values = new WeakMap<ToolCallPart, JsonValue>();

/** A call whose arguments came as a JSON value, of which `part.arguments` is the text: going back needs no parsing. */
export function calledWith(part: ToolCallPart, value: JsonValue): ToolCallPart {
  values.set(part, value);
  return part;
}

/** Text that is not JSON travels inside an object, so that the model sees what it wrote. `path` is that of the call. */
export function argumentsAsJson(
  written: string,
  path: string,
  telling: Telling,
  part?: ToolCallPart,
): JsonValue {
  const known = part && values.get(part);
  if (known !== undefined && part?.arguments === written) return known;
  const place = `${path}.arguments`;
  if (written === '') {
    lose(telling, place, 'field-unsupported', 'no arguments are an empty object here');
    return {};
  }
  try {
    const value = parseJson(written);
    if (stringifyJson(value) !== written)
      lose(telling, place, 'field-unsupported', 'spaces and escapes of arguments are not kept here');
    return value;
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    lose(telling, place, 'field-unsupported', 'arguments that are not JSON travel as text');
    return { invalid_arguments: written };
  }
}

/** The same for wires that take objects only. */
export function argumentsAsObject(
  written: string,
  path: string,
  telling: Telling,
  part?: ToolCallPart,
): JsonValue {
  const value = argumentsAsJson(written, path, telling, part);
  if (isJsonObject(value)) return value;
  lose(telling, `${path}.arguments`, 'field-unsupported', 'arguments that are no object travel as text');
  return { invalid_arguments: written };
}
