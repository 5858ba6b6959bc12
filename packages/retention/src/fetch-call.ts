/** A call as `fetch` takes it: its body as text, and the same call with another body. */

export type Fetch = typeof globalThis.fetch;

export type Call = {
  readonly input: Parameters<Fetch>[0];
  readonly init: Parameters<Fetch>[1];
};

type Init = NonNullable<Call['init']>;
type Pairs = readonly (readonly [name: string, value: string])[];

export function addressOf({ input }: Call): string {
  return isRequest(input) ? input.url : String(input);
}

export function methodOf({ input, init }: Call): string {
  const method = init?.method ?? (isRequest(input) ? input.method : 'GET');
  return method.toUpperCase();
}

export function headersOf(call: Call): Headers {
  return new Headers(givenHeaders(call));
}

/** The body where it is text; what can be read only once is left to whom it is meant for. */
export async function textOf({ input, init }: Call): Promise<string | undefined> {
  const body: unknown = init?.body;
  if (typeof body === 'string') return body;
  if (body !== undefined && body !== null) return decoded(await bytesOf(body));
  if (!isRequest(input) || input.body === null || input.bodyUsed) return undefined;
  return decoded(await input.clone().arrayBuffer());
}

/** The same call with another body of the same kind; its length is counted anew, headers are added and none is replaced. */
export function withBody(call: Call, text: string, added: { readonly [name: string]: string }): Call {
  const { input, init } = call;
  const headers = inForm(joined(pairsOf(givenHeaders(call)), added), givenHeaders(call));
  const given: unknown = init?.body;
  if (given !== undefined && given !== null)
    return { input, init: { ...init, headers, body: typeof given === 'string' ? text : encoded(text) } };
  const { headers: _, ...rest } = init ?? {};
  return { input: new Request(input, { method: 'POST', body: encoded(text), headers }), init: rest };
}

function isRequest(input: Call['input']): input is Request {
  return typeof input !== 'string' && !(input instanceof URL);
}

function givenHeaders({ input, init }: Call): Init['headers'] {
  return init?.headers ?? (isRequest(input) ? input.headers : undefined);
}

async function bytesOf(body: unknown): Promise<Uint8Array | ArrayBuffer | undefined> {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return body;
  return body instanceof Blob ? body.arrayBuffer() : undefined;
}

function decoded(bytes: Uint8Array | ArrayBuffer | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Names as they were spelled: some wrappers around `fetch` look for them so. */
function pairsOf(headers: Init['headers']): Pairs {
  if (headers === undefined) return [];
  return Symbol.iterator in headers
    ? [...(headers as Headers)]
    : Object.entries(headers as Record<string, string>);
}

function joined(pairs: Pairs, added: { readonly [name: string]: string }): Pairs {
  const kept = pairs.filter(([name]) => name.toLowerCase() !== 'content-length');
  return Object.entries(added).reduce(withHeader, kept);
}

function withHeader(pairs: Pairs, [name, value]: readonly [string, string]): Pairs {
  const known = pairs.find(([one]) => one.toLowerCase() === name.toLowerCase());
  if (known === undefined) return [...pairs, [name, value]];
  const values = known[1].split(',').map((one) => one.trim());
  if (values.includes(value)) return pairs;
  return pairs.map((pair) => (pair === known ? ([pair[0], `${pair[1]}, ${value}`] as const) : pair));
}

function inForm(pairs: Pairs, given: Init['headers']): Exclude<Init['headers'], undefined> {
  const list = pairs.map(([name, value]): [string, string] => [name, value]);
  if (given instanceof Headers) return new Headers(list);
  return Array.isArray(given) ? list : Object.fromEntries(list);
}
