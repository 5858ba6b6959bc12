/** The published JSON Schema, made from the zod schemas. */
import { z } from 'zod';
import type { JsonObject } from './json.ts';
import { transcriptSchema } from './schema.ts';
import { version } from './transcript.ts';

/** JSON Schema (draft 2020-12) of a stored transcript. */
export function jsonSchemaOfTranscript(): JsonObject {
  const schema = z.toJSONSchema(transcriptSchema, { target: 'draft-2020-12', reused: 'ref' }) as JsonObject;
  return {
    ...schema,
    $id: `https://throughline.dev/schema/${version}.json`,
    title: 'Throughline transcript',
  };
}
