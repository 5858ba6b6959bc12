/** The published JSON Schema of a table of rules, made from the zod schema. */
import type { JsonObject } from '@throughline/core';
import { z } from 'zod';
import { ruleSchema } from './rule.ts';

/** JSON Schema (draft 2020-12) of a list of rules. */
export function rulesJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(z.array(ruleSchema), { target: 'draft-2020-12' });
  return {
    ...(schema as JsonObject),
    $id: 'https://throughline.dev/schema/rules.json',
    title: 'Rules of Throughline: which thinking a model wants back',
  };
}
