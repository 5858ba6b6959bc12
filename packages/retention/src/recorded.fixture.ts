/** Whole sessions of recorded provider traffic that lie beside this repository; where there are none, none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { wireNames } from '@throughline/codecs';
import { isJsonObject } from '@throughline/core';
import { z } from 'zod';
import type { Exchange } from './capture/exchange.ts';

export type RecordedSession = { readonly name: string; readonly exchanges: readonly Exchange[] };

const beside = new URL('../../../../shared/', import.meta.url);
const folders = ['corpus', 'corpus-wide'];

const sessionFile = z.looseObject({
  exchanges: z.array(
    z.looseObject({
      url: z.string().nullish(),
      request: z.unknown().optional(),
      status: z.number(),
      response: z.unknown().optional(),
      sse: z.string().nullish(),
    }),
  ),
});

/** Sessions of several requests, with the place they went to. */
export const recordedSessions: readonly RecordedSession[] = folders.flatMap((folder) =>
  Object.keys(wireNames).flatMap((wire) => {
    const url = new URL(`${folder}/${wire}/`, beside);
    if (!existsSync(url)) return [];
    return readdirSync(url)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => ({
        name: `${wire}/${name.replace('.json', '')}`,
        exchanges: exchangesIn(readFileSync(new URL(name, url), 'utf8'), wire),
      }))
      .filter(({ exchanges }) => exchanges.length > 1);
  }),
);

function exchangesIn(text: string, wire: string): readonly Exchange[] {
  return sessionFile.parse(JSON.parse(text)).exchanges.flatMap(({ url, request, status, response, sse }) => {
    if (!isJsonObject(request)) return [];
    const model = typeof url === 'string' ? modelIn(url) : undefined;
    return [
      {
        wire,
        request,
        status,
        ...(typeof url === 'string' && { endpoint: new URL(url).origin }),
        ...(model !== undefined && { producer: { model } }),
        ...(isJsonObject(response) && { response }),
        ...(typeof sse === 'string' && { sse }),
      },
    ];
  });
}

/** Some wires name the model in the path. */
function modelIn(url: string): string | undefined {
  const found = /\/models?\/([^/:]+(?::\d+)?)/.exec(decodeURIComponent(url));
  return found?.[1];
}
