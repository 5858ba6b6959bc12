/** What a framework's own messages can say of a model's thinking: less than a request, from before a provider package made it. */
import { hasProof } from './block.ts';
import { isIntact } from './match.ts';
import type { Issue } from './issue.ts';
import type { Asked } from './rules/match.ts';
import type { Rule } from './rules/rule.ts';
import { hasThinking, type Match } from './subject.ts';
import type { Anatomy, Entry } from './wires/anatomy.ts';
import { anatomyOf, providerWireOf } from './wires/index.ts';

type Where = Omit<Asked, 'model'> & { readonly provider?: string | undefined };

/** Where the rule is looked up: for a framework's messages on the wire that it spoke, which the dialect names. */
export function whereOf({ wire, dialect, provider, ...at }: Where): Omit<Asked, 'model'> {
  const endpoint = at.endpoint ?? provider;
  return anatomyOf(wire).isScaffold === true
    ? { wire: providerWireOf(dialect), endpoint }
    : { wire, endpoint, dialect };
}

/**
 * The rule without what only a request shows: its settings, the keys that thinking goes under, what the provider package still
 * leaves out, and the places that a refusal would name.
 */
export function ruleOnScaffold(rule: Rule, { container, unseen }: Anatomy): Rule {
  const { flags: _flags, refuses: _refuses, alsoReads: _alsoReads, ...seen } = rule;
  return {
    ...seen,
    field: container ?? rule.field,
    finished: 'keep',
    thinkingDefault: rule.thinkingDefault === 'always' ? 'always' : 'off',
    ...(unseen === 'proofs' && { signed: 'never' }),
    ...(unseen !== undefined && rule.required === 'first-call' && { required: 'none' }),
    ...(rule.refusals !== undefined && { refusals: placeless(rule.refusals) }),
  };
}

/** Messages have other places in the request, so a refusal is told without them. */
function placeless(refusals: NonNullable<Rule['refusals']>): NonNullable<Rule['refusals']> {
  return Object.fromEntries(
    Object.entries(refusals).map(([code, { status, message }]) => [
      code,
      { status, message: message.replaceAll(/\{[ij]\}/g, '*') },
    ]),
  );
}

/** Whether a reply can be compared with a message. One that was logged without proofs says nothing of those in the message. */
export function isWitness({ blocks }: Match, entry: Entry, rule: Rule): boolean {
  if (blocks.some(hasProof)) return true;
  if (entry.blocks.some(hasProof)) return false;
  // What came back whole is judged by itself: the model signs, so a message without signatures lost them.
  return !(demandsProof(rule, entry) && isIntact(entry, blocks));
}

function demandsProof({ signed, required }: Rule, { blocks }: Entry): boolean {
  return signed === 'always' ? hasThinking(blocks) : required === 'first-call';
}

/** The same issue without a cure. */
export function unrepaired({ fix: _fix, restoring: _restoring, ...issue }: Issue): Issue {
  return { ...issue, refusal: issue.refusal ?? notARequest };
}

const notARequest =
  'these are a framework’s messages and no request: find out where the framework lost it, or record requests and repair those';
