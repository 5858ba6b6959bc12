/** Finds the rule of a request, fast: an auditor asks for every message. */
import { ThroughlineError } from '@throughline/core';
import type { Rule } from './rule.ts';
import { rules } from './table.ts';

/** What is known of a request. */
export type Asked = {
  readonly wire: string;
  readonly model: string;
  /** A URL, or any name that tells endpoints apart. */
  readonly endpoint?: string | undefined;
  readonly dialect?: string | undefined;
};

type Matcher = {
  readonly models: RegExp;
  readonly endpoints: RegExp | undefined;
  readonly reads: readonly RegExp[] | undefined;
};

/** Answers remembered per table; the oldest goes first. */
const memorySize = 1000;

const matchers = new WeakMap<Rule, Matcher>();
const memories = new WeakMap<readonly Rule[], Map<string, Rule>>();

/**
 * The first row that fits.
 * @throws ThroughlineError `config-invalid` when none does: the wire is not known, or the table lacks its last row.
 */
export function ruleFor(asked: Asked, table: readonly Rule[] = rules): Rule {
  const memory = memoryOf(table);
  const key = JSON.stringify([asked.wire, asked.model, asked.endpoint, asked.dialect]);
  const known = memory.get(key);
  if (known !== undefined) return known;
  const found = table.find((rule) => fits(rule, asked));
  if (found === undefined) {
    throw new ThroughlineError('config-invalid', `no rule for ${JSON.stringify(asked.wire)}`, {
      path: 'wire',
    });
  }
  remember(memory, key, found);
  return found;
}

/** All rows that may fit, in order; what is not asked for leaves it open. */
export function rulesFor(
  asked: Partial<Asked> & { readonly provider?: string | undefined },
  table: readonly Rule[] = rules,
): readonly Rule[] {
  const { provider, wire, model, endpoint, dialect } = asked;
  return table.filter(
    (rule) =>
      (provider === undefined || rule.provider === provider) &&
      (wire === undefined || rule.match.wires.includes(wire)) &&
      (model === undefined || matcherOf(rule).models.test(model)) &&
      ((endpoint === undefined && dialect === undefined) || fitsPlace(rule, endpoint, dialect)),
  );
}

/** Whether the model of this rule reads proofs that `model` minted: always its own name's, else those of its issuer that it lists. */
export function readsProofsOf(rule: Rule, model: string, issuer: string): boolean {
  if (issuer !== rule.issuer) return false;
  const { models, reads } = matcherOf(rule);
  return reads === undefined || models.test(model) || reads.some((pattern) => pattern.test(model));
}

/** How long ago the source was read, in whole days. */
export function ageInDays(rule: Rule, today: Date): number {
  return Math.floor((today.getTime() - Date.parse(rule.source.read)) / 86_400_000);
}

/** A rule for whatever has none of its own: it knows nothing of the model, nor of its keys. */
export function isCatchAll({ match }: Rule): boolean {
  return match.models === '.*' && match.endpoints === undefined && match.dialects === undefined;
}

function fits(rule: Rule, { wire, model, endpoint, dialect }: Asked): boolean {
  return (
    rule.match.wires.includes(wire) &&
    fitsPlace(rule, endpoint, dialect) &&
    matcherOf(rule).models.test(model)
  );
}

/** A row that names endpoints or dialects fits by either. */
function fitsPlace(rule: Rule, endpoint: string | undefined, dialect: string | undefined): boolean {
  const { endpoints, dialects } = rule.match;
  if (endpoints === undefined && dialects === undefined) return true;
  if (dialect !== undefined && dialects?.includes(dialect) === true) return true;
  return endpoint !== undefined && matcherOf(rule).endpoints?.test(endpoint) === true;
}

function matcherOf(rule: Rule): Matcher {
  const known = matchers.get(rule);
  if (known !== undefined) return known;
  const { models, endpoints } = rule.match;
  const matcher = {
    models: new RegExp(models, 'i'),
    endpoints: endpoints === undefined ? undefined : new RegExp(endpoints, 'i'),
    reads: rule.reads?.map((pattern) => new RegExp(pattern, 'i')),
  };
  matchers.set(rule, matcher);
  return matcher;
}

function memoryOf(table: readonly Rule[]): Map<string, Rule> {
  const known = memories.get(table);
  if (known !== undefined) return known;
  const memory = new Map<string, Rule>();
  memories.set(table, memory);
  return memory;
}

function remember(memory: Map<string, Rule>, key: string, rule: Rule): void {
  if (memory.size >= memorySize) {
    const [oldest] = memory.keys();
    if (oldest !== undefined) memory.delete(oldest);
  }
  memory.set(key, rule);
}
