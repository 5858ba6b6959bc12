/** The hand-written cases of this repository, for the codecs' own tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseJson } from '@throughline/core';
import type { WireCase } from '@throughline/laws';
import { z } from 'zod';

const caseFile = z.strictObject({
  description: z.string(),
  source: z.string(),
  dialect: z.string().optional(),
  redactions: z.array(z.string()),
});

export type CorpusCase = WireCase & { readonly description: string; readonly dialect?: string };

const root = new URL('../../../corpus/', import.meta.url);

/** Every case of a wire; a folder without a body, or with a `case.json` that does not fit, throws. */
export function readCorpus(wire: string): CorpusCase[] {
  const folder = new URL(`${wire}/`, root);
  return readdirSync(folder)
    .toSorted()
    .map((name) => readCase(new URL(`${name}/`, folder), name));
}

function readCase(folder: URL, name: string): CorpusCase {
  const read = (file: string): string | undefined => {
    const url = new URL(file, folder);
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
  };
  const { description, dialect } = caseFile.parse(
    JSON.parse(readFileSync(new URL('case.json', folder), 'utf8')),
  );
  const [request, reply, error] = [read('request.json'), read('response.json'), read('error.json')];
  const stream = read('stream.sse') ?? read('stream.ndjson');
  if ([request, reply, error, stream].every((body) => body === undefined))
    throw new Error(`${name} has no body`);
  return {
    name,
    description,
    ...(dialect !== undefined && { dialect }),
    ...(request !== undefined && { request: parseJson(request) }),
    ...(reply !== undefined && { reply: parseJson(reply) }),
    ...(error !== undefined && { error: parseJson(error) }),
    ...(stream !== undefined && { stream: new TextEncoder().encode(stream) }),
  };
}
