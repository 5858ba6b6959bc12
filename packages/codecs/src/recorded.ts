/** Recorded provider traffic that lies beside this repository, for tests: absent folders are empty. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isJsonObject, type JsonValue } from '@throughline/core';
import type { WireCase } from '@throughline/laws';
import { z } from 'zod';

/** One exchange of a recorded session; `name` is its file and place there. */
export type Recorded = WireCase & {
  readonly file: string;
  readonly provider: string;
  readonly url?: string;
  /** The bodies as they were sent, where the recording has them. */
  readonly requestRaw?: string;
  readonly responseRaw?: string;
};

const sessionFile = z.looseObject({
  provider: z.string(),
  exchanges: z.array(
    z.looseObject({
      url: z.string().nullish(),
      request: z.unknown().optional(),
      status: z.number(),
      response: z.unknown().optional(),
      sse: z.string().nullish(),
      requestRaw: z.string().nullish(),
      responseRaw: z.string().nullish(),
    }),
  ),
});

const beside = new URL('../../../../shared/', import.meta.url);
const folders = ['corpus', 'corpus-wide'];

/** Every recorded exchange of a wire. */
export function readRecorded(wire: string): readonly Recorded[] {
  return folders.flatMap((folder) => {
    const url = new URL(`${folder}/${wire}/`, beside);
    if (!existsSync(url)) return [];
    return readdirSync(url)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .flatMap((name) => exchangesIn(readFileSync(new URL(name, url), 'utf8'), `${folder}/${wire}/${name}`));
  });
}

function exchangesIn(text: string, file: string): Recorded[] {
  // `JSON.parse` on purpose: what a test compares with is not read by the code under test.
  const { provider, exchanges } = sessionFile.parse(JSON.parse(text));
  return exchanges.map(({ url, request, status, response, sse, requestRaw, responseRaw }, index) => ({
    name: `${file} ${index}`,
    file,
    provider,
    ...(typeof url === 'string' && { url }),
    ...(isJsonObject(request) && { request }),
    ...(isJsonObject(response) && { [status < 300 ? 'reply' : 'error']: response as JsonValue }),
    ...(typeof sse === 'string' && { stream: new TextEncoder().encode(sse) }),
    ...(typeof requestRaw === 'string' && { requestRaw }),
    ...(typeof responseRaw === 'string' && { responseRaw }),
  }));
}
