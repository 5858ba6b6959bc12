/** What the auditor says: the closed list of codes, each with its usual severity and meaning. */

export type Severity = 'error' | 'warning' | 'info';

/** `exact`: recorded bytes go back; `structural`: regrouped, renamed, dropped; `policy`: needs leave; `degrade`: loses something, needs leave too. */
export type RepairKind = 'exact' | 'structural' | 'policy' | 'degrade';

/** By code: its usual severity, and what it means. The list is closed. */
export const findingCodes = {
  'thinking-missing-in-open-tool-loop': [
    'error',
    'a step of the tool loop still open comes back without its thinking',
  ],
  'reasoning-missing-on-tool-call-message': [
    'error',
    'a message with tool calls comes back without its reasoning',
  ],
  'signature-missing': ['error', 'thinking came back, its signature did not'],
  'signature-altered': ['error', 'the signature, or what it signs, differs from what the model sent'],
  'thinking-field-missing': ['error', 'the thinking block is there, its text field is not'],
  'signed-empty-thinking-dropped': ['warning', 'a signed block without words was treated as nothing'],
  'blocks-reordered': ['error', 'thinking moved among the texts and calls of its message'],
  'blocks-merged': ['error', 'two blocks became one'],
  'turn-split': ['error', 'what the model sent in one message comes back in several'],
  'thinking-flattened-to-text': ['error', 'thinking comes back as ordinary text of the assistant'],
  'inline-think-stripped': ['warning', 'thinking between tags was cut out of the content'],
  'duplicate-reasoning': ['warning', 'the same thinking is sent in two places'],
  'reasoning-in-wrong-field': ['warning', 'the thinking stands under a key that the server does not read'],
  'reasoning-field-rejected': ['error', 'the thinking stands under a key that this provider refuses'],
  'reasoning-details-not-consolidated': ['error', 'pieces of a stream are sent back as entries of their own'],
  'reasoning-over-retained': ['info', 'thinking goes to a model that wants it left out'],
  'preserve-flag-missing': ['info', 'thinking goes back, but the request does not ask the model to read it'],
  'policy-conflicts-with-dialect': ['error', 'the retention policy prunes what this model demands'],
  'partial-thinking-replayed': ['error', 'an unfinished block is sent back'],
  'completed-thinking-overstripped': [
    'warning',
    'a finished block was dropped along with an interrupted one',
  ],
  'thinking-pruned-from-latest-turn': ['error', 'thinking was cut out of the turn that is still open'],
  'finished-turn-thinking-omitted': ['info', 'thinking of a finished turn is left out, which is allowed'],
  'finished-turn-signature-missing': ['info', 'a signature of a finished turn is left out, which is allowed'],
  'readable-thinking-overstripped': [
    'warning',
    'thinking was dropped on a model switch, although the new model reads it',
  ],
  'thinking-not-readable-by-target': ['info', 'thinking that this model cannot read travels along'],
  'foreign-signature': ['error', 'the proof was minted by another model or vendor'],
  'endpoint-bound-signature': ['error', 'the proof is valid on another endpoint only'],
  'encrypted-reasoning-foreign-org': ['error', 'the encrypted thinking belongs to another organisation'],
  'prefix-mutated': ['error', 'something before a bound block changed after the block was made'],
  'stale-thinking-after-compaction': ['error', 'the kept tail carries proofs over history that was cut away'],
  'retroactive-repair': ['error', 'an old block was put back, which breaks later ones made without it'],
  'thinking-toggled-in-open-loop': ['error', 'the thinking setting and the open loop disagree'],
  'cache-control-on-thinking': ['error', 'a cache marker stands on a thinking block'],
  'inherited-thinking-in-fork': ['error', 'a sub-agent or fork carries proofs of another conversation'],
  'thought-signature-missing': ['error', 'a tool call comes back without the signature it was sent with'],
  'signature-carrier-dropped': ['warning', 'the empty part that carried a signature was removed'],
  'sentinel-misuse': ['warning', 'the stand-in signature is used where it does not belong'],
  'orphan-reasoning-item': ['error', 'a reasoning item comes without the item that must follow it'],
  'required-reasoning-missing': ['error', 'an item comes without the reasoning item it was made with'],
  'dangling-item-id': ['error', 'an id is sent that the server never stored'],
  'duplicate-item-id': ['error', 'one item id is sent twice'],
  'reasoning-to-non-reasoning-model': ['error', 'reasoning items go to a model that takes none'],
  'reasoning-in-visible-output': ['error', 'thinking shows in what the user sees'],
  'positional-read-of-first-block': ['error', 'the first block was taken for the answer, and it is thinking'],
} as const;

export type FindingCode = keyof typeof findingCodes;

/** What it takes to see it: the request alone, also the reply it carries on, or the requests before it. */
export type Evidence = 'request-only' | 'request+prior-response' | 'request-sequence' | 'prior-response';

/** What the provider does about it. */
export type ProviderOutcome = 'silent' | { readonly status: number; readonly message: string };

export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Path into the request, e.g. `messages[1].content[0].signature`. */
  readonly at: string;
  readonly evidence: Evidence;
  readonly providerOutcome: ProviderOutcome;
  /** One or two plain sentences. */
  readonly explain: string;
  /** The rule behind it, where there is one. */
  readonly rule?: { readonly id: string; readonly url: string; readonly read: string };
  /** How it can be put right; absent where it cannot, or must not. */
  readonly repair?: RepairKind;
  /** Why it is left alone although something was lost. */
  readonly refusal?: string;
};
