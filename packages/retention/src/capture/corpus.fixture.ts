/** The recorded cases of this repository, as exchanges. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { wireNames } from '@throughline/codecs';
import { isJsonObject, parseJson, type JsonObject } from '@throughline/core';
import type { Exchange } from './exchange.ts';

const root = new URL('../../../../corpus/', import.meta.url);

export type CorpusExchange = { readonly name: string; readonly exchange: Exchange };

/** Every case of a wire that has a request or a reply; a case without a request has an empty one. */
export const corpusExchanges: readonly CorpusExchange[] = Object.keys(wireNames).flatMap((wire) => {
  const folder = new URL(`${wire}/`, root);
  return readdirSync(folder).map((name) => ({
    name: `${wire}/${name}`,
    exchange: readCase(new URL(`${name}/`, folder), wire),
  }));
});

function readCase(folder: URL, wire: string): Exchange {
  const read = (file: string): string | undefined => {
    const url = new URL(file, folder);
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
  };
  const { dialect } = JSON.parse(readFileSync(new URL('case.json', folder), 'utf8')) as { dialect?: string };
  const response = bodyOf(read('response.json'));
  const sse = read('stream.sse') ?? read('stream.ndjson');
  return {
    wire,
    ...(dialect !== undefined && { dialect }),
    request: bodyOf(read('request.json')) ?? {},
    ...(response !== undefined && { response }),
    ...(sse !== undefined && { sse }),
  };
}

function bodyOf(text: string | undefined): JsonObject | undefined {
  const value = text === undefined ? undefined : parseJson(text);
  return isJsonObject(value) ? value : undefined;
}
