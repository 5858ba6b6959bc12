/** Which rules apply to what was asked for. */
import { wireNames } from '@throughline/codecs';
import { ruleFor, rulesFor, type Rule } from '@throughline/retention';

export type Asked = { readonly [field in 'wire' | 'model' | 'endpoint' | 'dialect']: string | undefined };

export type Choice = {
  readonly asked: Asked;
  /** The one that applies, where wire and model say which; else all that may. */
  readonly rules: readonly Rule[];
  /** Those of them that apply on one wire or another, and tell something of this model or place. */
  readonly named: readonly Rule[];
  /** Those that would apply instead at an endpoint, or for a dialect, that was not asked for. */
  readonly elsewhere: readonly Rule[];
};

export function applicable(asked: Asked, table: readonly Rule[]): Choice {
  const { wire, model, endpoint, dialect } = asked;
  const all = rulesFor(withoutAbsent(asked), table);
  if (model === undefined) return { asked, rules: all, named: [], elsewhere: [] };
  if (wire === undefined) return { asked, rules: all, named: namedBy(asked, model, table), elsewhere: [] };
  const rule = ruleFor({ wire, model, endpoint, dialect }, table);
  const before = all.slice(0, all.indexOf(rule));
  const elsewhere = isAnywhere(asked) ? before : [];
  return { asked, rules: [rule], named: [rule], elsewhere };
}

/** Rows for any model anywhere tell nothing of this one. */
function namedBy({ endpoint, dialect }: Asked, model: string, table: readonly Rule[]): readonly Rule[] {
  const applying = Object.keys(wireNames).map((wire) => ruleFor({ wire, model, endpoint, dialect }, table));
  return [...new Set(applying)].filter(
    ({ match: { models, endpoints, dialects } }) =>
      models !== '.*' || endpoints !== undefined || dialects !== undefined,
  );
}

export function isAnywhere({ endpoint, dialect }: Asked): boolean {
  return endpoint === undefined && dialect === undefined;
}

function withoutAbsent(asked: Asked): { readonly [field in keyof Asked]?: string } {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
