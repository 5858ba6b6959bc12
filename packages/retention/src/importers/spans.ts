/** Spans of OpenTelemetry: OTLP as JSON, and plain lists of spans as exporters for consoles and files write them. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import { momentOf } from './moment.ts';
import { listOf, objectOf } from '../wires/anatomy.ts';

export type Span = {
  /** Absent where the export does not say it. */
  readonly trace: string | undefined;
  readonly start: number;
  readonly attributes: JsonObject;
};

/** All spans in these documents, as they stand there; whatever is no span is passed over. */
export function spansIn(documents: readonly JsonValue[]): readonly Span[] {
  return documents.flatMap((document) => {
    if (Array.isArray(document)) return spansIn(document as readonly JsonValue[]);
    if (!isJsonObject(document)) return [];
    const below = containers.flatMap((key) => listOf(document[key]));
    return below.length > 0 ? spansIn(below) : spanOf(document);
  });
}

/** (opentelemetry-proto, trace.proto: TracesData; read 2026-11-25) */
const containers = ['resourceSpans', 'scopeSpans', 'spans'] as const;

const traces = ['traceId', 'trace_id'] as const;
const starts = ['startTimeUnixNano', 'start_time_unix_nano', 'startTime', 'start_time', 'timestamp'] as const;

function spanOf(raw: JsonObject): readonly Span[] {
  const { attributes } = raw;
  if (!isJsonObject(attributes) && !Array.isArray(attributes)) return [];
  // Where it belongs stands beside the attributes, or in a context of its own.
  const places = [raw, objectOf(raw['context']), objectOf(raw['spanContext']), objectOf(raw['_spanContext'])];
  const trace = places.flatMap((place) => traces.map((key) => place[key])).find(isText);
  const start = starts.map((key) => raw[key]).find((value) => value !== undefined);
  return [{ trace, start: momentOf(start), attributes: attributesOf(attributes) }];
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

function attributesOf(attributes: JsonObject | readonly JsonValue[]): JsonObject {
  if (isJsonObject(attributes)) return attributes;
  const pairs = attributes.flatMap((pair): [string, JsonValue][] => {
    const { key, value } = objectOf(pair);
    const plain = plainOf(value);
    return typeof key === 'string' && plain !== undefined ? [[key, plain]] : [];
  });
  return Object.fromEntries(pairs);
}

/** (opentelemetry-proto, common.proto: AnyValue; whole numbers are text in its JSON, and stay so) */
function plainOf(value: JsonValue | undefined): JsonValue | undefined {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = objectOf(value);
  const single = stringValue ?? boolValue ?? doubleValue ?? intValue;
  if (single !== undefined) return single;
  if (arrayValue !== undefined)
    return listOf(objectOf(arrayValue)['values']).flatMap((one) => plainOf(one) ?? []);
  return kvlistValue === undefined ? undefined : attributesOf(listOf(objectOf(kvlistValue)['values']));
}
