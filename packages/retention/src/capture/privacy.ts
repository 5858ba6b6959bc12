/** Takes out of an exchange what must not be shared, and leaves what an audit by equality needs. */
import { isJsonObject, ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import { safeHeaders, withoutSecrets } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { hashed, measured, type Conceal } from './placeholder.ts';
import { namedRoles, plainFields, privateFields, publicSignatures, sessionFields } from './plain-fields.ts';
import { wholeReply } from './reply.ts';

/** `full`: all texts; `redacted`: their lengths and short hashes; `hashes`: their hashes. No mode keeps credentials. */
export type PrivacyMode = 'full' | 'redacted' | 'hashes';

const conceals: { readonly [mode in Exclude<PrivacyMode, 'full'>]: Conceal } = {
  redacted: measured,
  hashes: hashed,
};

/**
 * Redacting twice is the same as redacting once. Except in `full`, a streamed reply becomes a whole one, since pieces
 * of a text have other hashes than the text; what an aborted stream left unfinished is gone then.
 */
export function redact(exchange: Exchange, mode: PrivacyMode): Exchange {
  const safe = withoutCredentials(exchange);
  return mode === 'full' ? safe : concealed(unstreamed(safe), conceals[mode]);
}

function withoutCredentials(exchange: Exchange): Exchange {
  const { endpoint, headers } = exchange;
  return {
    ...exchange,
    ...(endpoint !== undefined && { endpoint: withoutSecrets(endpoint) }),
    ...(headers !== undefined && { headers: safeHeaders(headers) }),
  };
}

/** A stream that cannot be read is left out, and a note says so. */
function unstreamed({ events, sse, ...rest }: Exchange): Exchange {
  if (events === undefined && sse === undefined) return rest;
  try {
    const whole = wholeReply({ ...rest, events, sse });
    if (whole === undefined) return rest;
    return { ...rest, response: whole.response, ...(whole.isCut && { aborted: true }) };
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return { ...rest, note: `stream-left-out:${error.code}` };
  }
}

type Field = (value: JsonValue, conceal: Conceal) => JsonValue;

const asIs: Field = (value) => value;
const named: Field = (value, conceal) => field('id', value, {}, conceal);
const body: Field = (value, conceal) => (isJsonObject(value) ? root(value, conceal) : value);

/** What the fields of the capture itself hold; any other is private. */
const fields: { readonly [name: string]: Field } = {
  wire: asIs,
  dialect: asIs,
  endpoint: asIs,
  headers: asIs,
  status: asIs,
  aborted: asIs,
  note: named,
  session: named,
  producer: (value, conceal) => (isJsonObject(value) ? object(value, conceal) : value),
  policy: (value, conceal) => everyString(value, (text) => (looksPlain(text) ? text : conceal(text))),
  request: body,
  response: body,
};

function concealed(exchange: Exchange, conceal: Conceal): Exchange {
  const entries = Object.entries(exchange).map(([name, value]) => {
    const handle = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const json = value as JsonValue; // an exchange is one line of JSON
    return [name, handle === undefined ? everyString(json, conceal) : handle(json, conceal)];
  });
  return Object.fromEntries(entries) as Exchange;
}

function root(value: JsonObject, conceal: Conceal): JsonObject {
  const entries = Object.entries(value).map(([key, inner]) => {
    const isSession = sessionFields.has(key) && typeof inner !== 'string';
    return [key, isSession ? inside(key, inner, value, conceal) : field(key, inner, value, conceal)];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function object(value: JsonObject, conceal: Conceal): JsonObject {
  const entries = Object.entries(value).map(([key, inner]) => [key, field(key, inner, value, conceal)]);
  return Object.fromEntries(entries) as JsonObject;
}

function field(key: string, value: JsonValue, owner: JsonObject, conceal: Conceal): JsonValue {
  return privateFields.has(key) ? everyString(value, conceal) : inside(key, value, owner, conceal);
}

function inside(key: string, value: JsonValue, owner: JsonObject, conceal: Conceal): JsonValue {
  if (typeof value === 'string') return isPlain(key, value, owner) ? value : conceal(value);
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item) => inside(key, item, owner, conceal));
  return isJsonObject(value) ? object(value, conceal) : value;
}

function everyString(value: JsonValue, conceal: Conceal): JsonValue {
  if (typeof value === 'string') return conceal(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => everyString(item, conceal));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, everyString(inner, conceal)]));
}

function isPlain(key: string, text: string, owner: JsonObject): boolean {
  if (publicSignatures.has(text)) return true;
  if (!plainFields.has(key) || !looksPlain(text)) return false;
  return key !== 'name' || !namedRoles.has(owner['role']);
}

/** A name or an id, never a sentence; models may carry a date behind an `@`. */
function looksPlain(text: string): boolean {
  return /^[\w.:|/+-]{1,512}(@\d+)?=*$/.test(text);
}
