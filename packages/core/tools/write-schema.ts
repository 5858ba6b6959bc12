/** Writes schema.json, the published JSON Schema of a transcript, from the zod schemas. */
import { writeFileSync } from 'node:fs';
import { jsonSchemaOfTranscript } from '../src/published.ts';

writeFileSync(
  new URL('../schema.json', import.meta.url),
  `${JSON.stringify(jsonSchemaOfTranscript(), null, 2)}\n`,
);
