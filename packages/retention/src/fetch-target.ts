/** Whose wire a URL speaks, and whom it addresses. */
import { codecFor, wireNames } from '@throughline/codecs';

export type Target = {
  readonly wire: string;
  /** The URL before the wire's own path, without its query, which may hold a key. */
  readonly endpoint: string;
  /** On wires that name the model in the path. */
  readonly model?: string;
};

type Place = { readonly wire: string; readonly path: RegExp; readonly host?: RegExp | undefined };

/** A wire that shares its path with another is told by its host. */
const hosts: { readonly [wire: string]: RegExp } = { 'mistral-chat': /(?:^|\.)mistral\.ai$/ };

/** Paths that say enough without their version, of which base URLs have their own. */
const unversioned: ReadonlySet<string> = new Set([
  'anthropic-messages',
  'openai-responses',
  'gemini',
  'gemini-interactions',
]);

/** Claude on Vertex AI speaks its own wire below Google's path. (Types of `@anthropic-ai/vertex-sdk`, read 2026-11-23) */
const elsewhere: readonly (readonly [wire: string, path: string])[] = [
  ['anthropic-messages', '/models/{model}:rawPredict'],
  ['anthropic-messages', '/models/{model}:streamRawPredict'],
];

const places: readonly Place[] = [
  ...Object.keys(wireNames).flatMap((wire) => pathsOf(wire).map((path) => [wire, path] as const)),
  ...elsewhere,
]
  .map(([wire, path]): Place => ({ wire, path: pattern(wire, path), host: hosts[wire] }))
  .toSorted((a, b) => Number(b.host !== undefined) - Number(a.host !== undefined));

function pathsOf(wire: string): readonly string[] {
  const { path, streamPath } = codecFor(wire);
  return streamPath === undefined ? [path] : [path, streamPath];
}

function pattern(wire: string, path: string): RegExp {
  const [place = ''] = path.split('?');
  const bare = unversioned.has(wire) ? place.replace(/^\/v\d\w*(?=\/)/, '') : place;
  const [before = '', after] = bare.split('{model}').map((text) => text.replaceAll('.', '\\.'));
  const version = bare === place ? '' : '(?:/v\\d\\w*)?';
  return new RegExp(`${version}${before}${after === undefined ? '' : `([^/]+)${after}`}$`);
}

/** `undefined` where no wire is spoken there. A wire that is told is believed, whatever the path. */
export function targetOf(address: string, told?: string): Target | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  for (const { wire, path, host } of places) {
    const isAsked = told === undefined ? host?.test(url.hostname) !== false : wire === told;
    const found = isAsked ? path.exec(url.pathname) : null;
    if (found !== null) return at(url, wire, found);
  }
  return told === undefined ? undefined : { wire: told, endpoint: url.origin + url.pathname };
}

function at({ origin, pathname }: URL, wire: string, { index, 1: model }: RegExpExecArray): Target {
  const endpoint = origin + pathname.slice(0, index);
  return { wire, endpoint, ...(model !== undefined && { model: decodeURIComponent(model) }) };
}
