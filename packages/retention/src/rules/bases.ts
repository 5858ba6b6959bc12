/** What many rows have in common. A row spreads one of these and says what differs. */
import type { FindingCode } from '../findings.ts';
import type { Refusal, Rule, Source } from './rule.ts';

export type Demands = Omit<Rule, 'id' | 'provider' | 'match' | 'issuer' | 'source'>;

/** A key beside the content, without a proof: whoever leaves it out is not refused, the model only thinks worse. */
export const plainText: Demands = {
  returns: 'all',
  required: 'none',
  finished: 'keep',
  field: 'reasoning_content',
  signed: 'never',
  exact: 'unchecked',
  empty: 'allowed',
  bound: [],
};

/** Blocks of Anthropic's shape from models that do not sign, or sign for show. */
export const unsignedBlocks: Demands = { ...plainText, field: 'content', signed: 'optional' };

/** There is no room for thinking: whatever is sent is lost. */
export const takesNone: Demands = { ...plainText, returns: 'none' };

/** Thinking of the open loop goes back; once the turn has its answer, it is to be left out. */
export const openLoopOnly: Demands = { ...plainText, returns: 'open-loop', finished: 'strip' };

/** Day on which the sources were read, unless a row says another. */
const read = '2026-11-23';

export function source(url: string, confidence: Source['confidence'], note?: string): Source {
  return { url, read, confidence, ...(note !== undefined && { note }) };
}

type Refusals = { readonly [code in FindingCode]?: Refusal };

/** One answer to several findings. */
export function refuse(message: string, codes: readonly FindingCode[], status: number = 400): Refusals {
  return Object.fromEntries(codes.map((code) => [code, { status, message }]));
}

type Match = Partial<Rule['match']>;

/** The same row for other names, places or dialects. */
export function again(rule: Rule, id: string, match: Match, note?: string): Rule {
  const dated = note === undefined ? rule.source : { ...rule.source, note };
  return { ...rule, id, match: { ...rule.match, ...match }, source: dated };
}
