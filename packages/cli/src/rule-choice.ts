/** Which rules apply to what was asked for. */
import { ruleFor, rulesFor, type Rule } from '@throughline/retention';

export type Asked = { readonly [field in 'wire' | 'model' | 'endpoint' | 'dialect']: string | undefined };

export type Choice = {
  readonly asked: Asked;
  /** The one that applies, where wire and model say which; else all that may. */
  readonly rules: readonly Rule[];
  /** Those that would apply instead at an endpoint, or for a dialect, that was not asked for. */
  readonly elsewhere: readonly Rule[];
};

export function applicable(asked: Asked, table: readonly Rule[]): Choice {
  const { wire, model, endpoint, dialect } = asked;
  const all = rulesFor(withoutAbsent(asked), table);
  if (wire === undefined || model === undefined) return { asked, rules: all, elsewhere: [] };
  const rule = ruleFor({ wire, model, endpoint, dialect }, table);
  const before = all.slice(0, all.indexOf(rule));
  const elsewhere = endpoint === undefined && dialect === undefined ? before : [];
  return { asked, rules: [rule], elsewhere };
}

function withoutAbsent(asked: Asked): { readonly [field in keyof Asked]?: string } {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
