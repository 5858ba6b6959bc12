/** Reading raw bodies: small, and without a codec. */
import { isJsonObject, stringifyJson, type JsonObject, type JsonValue } from '@throughline/core';

export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value)
    ? value.filter((item): item is JsonObject => isJsonObject(item as JsonValue))
    : [];
}

export function string(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** JSON text without the given field, at any depth. */
export function textWithout(value: JsonValue | undefined, field: string): string {
  return value === undefined ? '' : stringifyJson(without(value, field));
}

function without(value: JsonValue, field: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => without(item as JsonValue, field));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== field)
      .map(([key, inner]) => [key, without(inner, field)]),
  );
}
