/** Tool-call arguments: text as the model wrote it, and what it parses to. */
import { isJsonObject, parseJson, type JsonObject } from './json.ts';
import { ThroughlineError } from './errors.ts';
import type { ToolCallPart } from './parts.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly value: JsonObject }
  /** `text` is what the model wrote, verbatim. */
  | { readonly ok: false; readonly text: string; readonly reason: string };

/** Never throws and never repairs: text that is not a JSON object comes back as text. */
export function parseArguments(call: ToolCallPart): ParsedArguments {
  const text = call.arguments;
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return { ok: true, value };
    return { ok: false, text, reason: 'expected a JSON object' };
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return { ok: false, text, reason: error.message };
  }
}
