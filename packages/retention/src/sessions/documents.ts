/** A saved session as the pieces of JSON it consists of, each with its exact text. */
import {
  isJsonObject,
  parseJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';

export type Document = {
  /** Without its line break. */
  readonly text: string;
  readonly lineBreak: string;
  /** Absent where the line is blank or no JSON object: agents skip such lines, and so do we. */
  readonly entry?: JsonObject;
};

/** One document a line. */
export function documentsOf(text: string): Document[] {
  const pieces = text.split('\n');
  return pieces.map((piece, index) => {
    const entry = objectIn(piece);
    const lineBreak = index < pieces.length - 1 ? '\n' : '';
    return { text: piece, lineBreak, ...(entry !== undefined && { entry }) };
  });
}

/** The whole text as one document. */
export function wholeDocument(text: string): Document {
  const entry = objectIn(text);
  return { text, lineBreak: '', ...(entry !== undefined && { entry }) };
}

function objectIn(text: string): JsonObject | undefined {
  if (text.trim() === '') return undefined;
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    throw error;
  }
}

/** The field of a value that may be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

/** An object without the fields that are not there. */
export function present(fields: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
