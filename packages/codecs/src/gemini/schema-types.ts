/** `parameters` of a declaration as JSON Schema: the API's own dialect writes the names of types in capitals. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

// (`@google/genai` 3.3.0 Type, read 2026-11-23)
const typeNames: ReadonlySet<string> = new Set([
  'STRING',
  'NUMBER',
  'INTEGER',
  'BOOLEAN',
  'ARRAY',
  'OBJECT',
  'NULL',
]);

/** Fields whose values are data, not schemas. */
const data: ReadonlySet<string> = new Set(['enum', 'default', 'example', 'examples', 'const', 'required']);

/** No schema is nested deeper; what is goes through as it is, since recursion has to end. */
const deepest = 256;

export function jsonSchemaOf(schema: JsonObject, depth: number = 0): JsonObject {
  if (depth > deepest) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, converted(key, value, depth + 1)]),
  );
}

function converted(key: string, value: JsonValue, depth: number): JsonValue {
  if (data.has(key)) return value;
  if (key === 'type' && typeof value === 'string') return typeNames.has(value) ? value.toLowerCase() : value;
  if (Array.isArray(value))
    return value.map((item: JsonValue) => (isJsonObject(item) ? jsonSchemaOf(item, depth) : item));
  if (!isJsonObject(value)) return value;
  return key === 'properties' ? eachSchema(value, depth) : jsonSchemaOf(value, depth);
}

/** Names of properties are names, whatever they are. */
function eachSchema(properties: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      isJsonObject(value) ? jsonSchemaOf(value, depth) : value,
    ]),
  );
}
