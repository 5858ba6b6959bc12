/** HAR 1.2, as browsers and proxies export it. (github.com/ahmadnassri/har-spec, versions/1.2.md, read 2026-11) */
import { codecFor } from '@throughline/codecs';
import { isJsonObject, parseJson, ThroughlineError, type JsonValue } from '@throughline/core';
import { safeHeaders } from '../capture/endpoint.ts';
import type { Exchange } from '../capture/exchange.ts';
import { foldStream } from '../capture/reply.ts';
import { providerCall } from './provider-calls.ts';
import { statusIn } from './status.ts';
import { documentIn, type Text } from './text.ts';

/**
 * The calls of providers among all entries, in their order; the rest is passed over.
 * @throws ThroughlineError `format-invalid` when the text is no HAR.
 */
export async function* importHar(text: Text): AsyncGenerator<Exchange> {
  const entries = at(at(await documentIn(text), 'log'), 'entries');
  if (!Array.isArray(entries))
    throw new ThroughlineError('format-invalid', 'expected a list', { path: 'log.entries' });
  for (const entry of entries as readonly JsonValue[]) {
    const exchange = exchangeOf(entry);
    if (exchange !== undefined) yield exchange;
  }
}

function exchangeOf(entry: JsonValue): Exchange | undefined {
  const request = at(entry, 'request');
  const url = at(request, 'url');
  const bytes = bytesIn(at(request, 'postData'));
  if (typeof url !== 'string' || bytes === undefined) return undefined;
  const call = providerCall(url, jsonIn(bytes));
  if (call === undefined) return undefined;
  const response = at(entry, 'response');
  const status = statusIn(at(response, 'status'));
  // Browsers give a request that got no answer the status 0, and say in a field of their own when one broke off.
  const isCut = status === 0 || typeof at(response, '_error') === 'string';
  const headers = headersIn(request);
  return {
    ...call,
    ...(headers !== undefined && { headers }),
    ...replyIn(at(response, 'content'), call.wire),
    ...(status !== undefined && status > 0 && { status }),
    ...(isCut && { aborted: true }),
  };
}

type Reply = Pick<Exchange, 'response' | 'sse' | 'aborted'>;

/** One JSON object is a whole reply; other text is a stream; other bytes are a stream that a capture holds only as a reply. */
function replyIn(content: unknown, wire: string): Reply {
  const bytes = bytesIn(content);
  if (bytes === undefined || bytes.length === 0) return {};
  const json = jsonIn(bytes);
  if (isJsonObject(json)) return { response: json };
  const text = textIn(bytes);
  // A binary message of Amazon's event stream begins with its length, whose first byte is zero.
  if (text !== undefined && bytes[0] !== 0) return { sse: text };
  try {
    const { response, isCut } = foldStream(bytes, codecFor(wire));
    return { response, ...(isCut && { aborted: true }) };
  } catch (error) {
    if (ThroughlineError.is(error)) return {}; // bytes that say nothing on this wire
    throw error;
  }
}

/** Credentials never get this far. */
function headersIn(request: unknown): Exchange['headers'] {
  const list = at(request, 'headers');
  if (!Array.isArray(list)) return undefined;
  const pairs = (list as readonly JsonValue[]).flatMap((header): [string, string][] => {
    const [name, value] = [at(header, 'name'), at(header, 'value')];
    return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
  });
  return safeHeaders(Object.fromEntries(pairs));
}

/** The bytes of a body: text as UTF-8, or base64 where it says so. */
function bytesIn(body: unknown): Uint8Array | undefined {
  const text = at(body, 'text');
  if (typeof text !== 'string') return undefined;
  return at(body, 'encoding') === 'base64' ? Buffer.from(text, 'base64') : new TextEncoder().encode(text);
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined; // not UTF-8
    throw error;
  }
}

function jsonIn(bytes: Uint8Array): unknown {
  const text = textIn(bytes);
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined; // not JSON
    throw error;
  }
}

function at(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
