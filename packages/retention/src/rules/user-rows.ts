/** Rows of the user's own, before or in place of the built-in ones. */
import { wireNames } from '@throughline/codecs';
import { pathOf, ThroughlineError } from '@throughline/core';
import { z } from 'zod';
import { ruleSchema, type Rule } from './rule.ts';
import { rules } from './table.ts';

const rows = z.array(ruleSchema);

/**
 * The table with the user's rows: a row of a known id takes its place, all others come first.
 * @param userRows parsed JSON, a list of rows.
 * @throws ThroughlineError `format-invalid` with the path of the first wrong field.
 */
export function withRules(userRows: unknown, table: readonly Rule[] = rules): readonly Rule[] {
  const own = check(userRows);
  const known = new Set(table.map(({ id }) => id));
  const byId = new Map(own.map((rule) => [rule.id, rule]));
  const added = own.filter(({ id }) => !known.has(id));
  return [...added, ...table.map((rule) => byId.get(rule.id) ?? rule)];
}

function check(userRows: unknown): readonly Rule[] {
  const checked = rows.safeParse(userRows);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ThroughlineError('format-invalid', issue?.message ?? 'is not a list of rules', {
      path: pathOf(issue?.path),
      cause: checked.error,
    });
  }
  const seen = new Set<string>();
  for (const [index, { id, match }] of checked.data.entries()) {
    const unknown = match.wires.findIndex((wire) => !Object.hasOwn(wireNames, wire));
    if (unknown !== -1)
      throw new ThroughlineError(
        'format-invalid',
        `expected one of ${Object.keys(wireNames).join(', ')}, found "${match.wires[unknown]}"`,
        { path: `[${index}].match.wires[${unknown}]` },
      );
    if (seen.has(id))
      throw new ThroughlineError('format-invalid', `${id} comes twice`, { path: `[${index}].id` });
    seen.add(id);
  }
  return checked.data;
}
