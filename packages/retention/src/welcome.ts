/** Whether a model takes a block that was made elsewhere: by whom, where, for whom. */
import type { FindingCode } from './findings.ts';
import type { Origin } from './ledger.ts';
import { isThinkingOff, type Subject } from './subject.ts';
import type { Block } from './wires/anatomy.ts';

/** Why a block does not belong here. Without a kind nothing must be done: the provider leaves it out. */
export type Verdict = {
  readonly code: FindingCode;
  readonly explain: string;
  readonly kind?: 'policy' | 'degrade';
};

export function verdictOn(
  { rule, target, reads }: Subject,
  origins: readonly Origin[],
  block: Block,
): Verdict | undefined {
  const kin = origins.filter(({ issuer }) => issuer === rule.issuer);
  const [first] = origins;
  const isSigned = block.proof !== undefined && block.proof !== '';
  if (kin.length === 0)
    return isSigned || rule.signed === 'always'
      ? {
          code: 'foreign-signature',
          kind: 'policy',
          explain: `it was minted by ${first?.model ?? first?.issuer ?? 'another model'}`,
        }
      : undefined;
  if (!isSigned) return undefined;
  const isBoundTo = (what: Subject['rule']['bound'][number]): boolean => rule.bound.includes(what);
  const isElsewhere = (key: 'endpoint' | 'organization'): boolean =>
    kin.every(
      (origin) => origin[key] !== undefined && target[key] !== undefined && origin[key] !== target[key],
    );
  if (isBoundTo('account') && (isElsewhere('organization') || (isSealed(block) && isElsewhere('endpoint'))))
    return isSealed(block)
      ? {
          code: 'encrypted-reasoning-foreign-org',
          kind: 'degrade',
          explain: 'it was encrypted for another organisation or endpoint',
        }
      : { code: 'foreign-signature', kind: 'degrade', explain: 'it was minted for another account' };
  if (isBoundTo('endpoint') && isElsewhere('endpoint'))
    return {
      code: 'endpoint-bound-signature',
      kind: 'degrade',
      explain: `it was minted on ${kin[0]?.endpoint ?? 'another endpoint'}`,
    };
  if (!kin.some(reads))
    return {
      code: 'thinking-not-readable-by-target',
      explain: `${target.model ?? 'this model'} does not read thinking of ${kin[0]?.model ?? 'that model'}; the provider leaves it out, and going back revives it`,
    };
  return undefined;
}

function isSealed({ slot, type }: Block): boolean {
  return slot === '' && type === 'thinking';
}

/** Whether thinking that was sent may go back to where this request goes. */
export function isWelcome(subject: Subject, origin: Origin, block: Block): boolean {
  if (subject.rule.returns === 'none' || isThinkingOff(subject.request)) return false;
  const verdict = verdictOn(subject, [origin], block);
  if (verdict !== undefined) return false;
  return !isNowhere(subject, block);
}

/** An item without its content, which no server stores. */
function isNowhere({ anatomy, request, outgoing }: Subject, { raw, proof }: Block): boolean {
  if (anatomy.container !== undefined || outgoing.wire !== 'openai-responses' || request['store'] !== false)
    return false;
  const content = typeof raw === 'object' && raw !== null && 'content' in raw ? raw['content'] : undefined;
  return proof === undefined && !(Array.isArray(content) && content.length > 0);
}
