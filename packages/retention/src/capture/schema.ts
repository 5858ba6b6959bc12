/** The published JSON Schema of one line of a capture, made from the zod schema. */
import type { JsonObject } from '@throughline/core';
import { z } from 'zod';
import { exchangeSchema } from './exchange.ts';

/** JSON Schema (draft 2020-12) of one exchange. */
export function captureJsonSchema(): JsonObject {
  // Bodies are checked by a function, which has no JSON Schema; they say what they are themselves.
  const schema = z.toJSONSchema(exchangeSchema, { target: 'draft-2020-12', unrepresentable: 'any' });
  return {
    ...(schema as JsonObject),
    $id: 'https://throughline.dev/schema/capture.json',
    title: 'One exchange of a Throughline capture',
  };
}
