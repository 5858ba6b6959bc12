/** Models that bind thinking to everything before it: each request must extend what was really sent. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Comparison } from '../compare.ts';
import type { Asking } from '../examine.ts';
import type { Edit, Fix, Issue } from '../issue.ts';
import { isIntact } from '../match.ts';
import { entryName, headNames, sentNames } from '../prefix.ts';
import { hasThinking, settingAt, type Step, type Subject } from '../subject.ts';
import { blockPath, containerPath, entryPath, type Block, type Entry } from '../wires/anatomy.ts';
import { rebuiltEdit } from '../rebuild.ts';
import { addedWords, areAkin, instructionsOf } from '../words.ts';
import { forked } from './forks.ts';

export type Binding = {
  readonly issues: readonly Issue[];
  /** Messages that were sent as they stand now: nothing may be put back into them. */
  readonly asSent: ReadonlySet<Step>;
  /** Messages made under another prefix than now: their thinking is void, and stays out. */
  readonly void: ReadonlySet<Step>;
  /** Messages whose thinking must go back, whatever is usual for their turn. */
  readonly due: ReadonlySet<Step>;
  /** First entry that is not as it was sent. */
  readonly divergence?: number;
};

const none: ReadonlySet<Step> = new Set();

export const unbound: Binding = { issues: [], asSent: none, due: none, void: none };

type Compared = ReadonlyMap<Step, Comparison>;

export function* bindingOf(subject: Subject, compared: Compared, apart: ReadonlySet<Step>): Asking<Binding> {
  if (!subject.rule.bound.includes('prefix')) return unbound;
  const anchor = subject.steps.findLast((step) => isBound(step, subject) || isDue(step, subject, compared));
  const remembered = anchor?.match?.remembered;
  if (anchor === undefined || remembered === undefined) return unbound;
  const sent = yield* sentNames(remembered);
  const binding = sent.length === 0 ? unbound : judge(subject, compared, anchor, sent);
  // Behind a reply that was split nothing stands where it stood; once it is whole again, the rest is seen.
  const isApart = subject.steps.some((step) => step.index === binding.divergence && apart.has(step));
  return isApart ? { ...binding, issues: [], void: none } : binding;
}

/** Whether it brings back thinking that was bound to what stood before it. */
function isBound({ entry, match }: Step, { reads }: Subject): boolean {
  return (
    match !== undefined &&
    reads(match.remembered.origin) &&
    hasThinking(entry.blocks) &&
    hasThinking(match.blocks)
  );
}

/** Whether its thinking will be put back: that of the open turn, of an interrupted one, or after a switch of models. */
function isDue(step: Step, { target }: Subject, compared: Compared): boolean {
  const origin = step.match?.remembered.origin;
  const isSwitched = origin?.model !== target.model && origin?.asked !== target.model;
  return isLost(step, compared) && (step.isOpen || isSwitched || step.match?.remembered.isCut === true);
}

function isLost(step: Step, compared: Compared): boolean {
  return (
    step.match !== undefined &&
    compared.get(step)?.differences.some(({ type }) => type === 'missing') === true
  );
}

const headKey = (name: string): string => name.slice(0, name.indexOf(' '));

function judge(subject: Subject, compared: Compared, anchor: Step, sent: readonly string[]): Binding {
  const { anatomy, request, entries } = subject;
  const isHead = (name: string): boolean => anatomy.head.includes(headKey(name));
  const before = sent.filter(isHead);
  const now = headNames(anatomy, request);
  const changed = anatomy.head.find((key) => named(before, key) !== named(now, key));
  const walk = walked(
    subject,
    compared,
    sent.filter((name) => !isHead(name)),
    entries.slice(0, anchor.index),
  );
  const isBinding = subject.steps.some((step) => step.index <= anchor.index && isBound(step, subject));
  const from = changed === undefined ? (walk.divergence ?? Infinity) : 0;
  const stale = new Set(subject.steps.filter(({ index }) => index >= from && index <= anchor.index));
  if (!isBinding) return { ...walk, issues: [], void: stale };
  if (walk.divergence !== undefined)
    return {
      ...walk,
      issues: [
        ...walk.issues,
        diverged(subject, walk.divergence, anchor, sent.filter((name) => !isHead(name)).length),
      ],
    };
  if (changed !== undefined)
    return { ...walk, issues: [...walk.issues, headChanged(subject, changed, anchor)] };
  return walk;
}

function named(names: readonly string[], key: string): string | undefined {
  return names.find((name) => headKey(name) === key);
}

/** Goes along what was sent, and finds for each message which of its forms it was. */
function walked(
  subject: Subject,
  compared: Compared,
  sent: readonly string[],
  entries: readonly Entry[],
): Binding {
  const issues: Issue[] = [];
  const asSent = new Set<Step>();
  const due = new Set<Step>();
  const stepAt = new Map(subject.steps.map((step) => [step.index, step]));
  for (let index = 0; index < Math.max(sent.length, entries.length); index += 1) {
    const entry = entries[index];
    const step = stepAt.get(index);
    if (entry !== undefined && sent[index] === nameOf(entry, step)) {
      if (step !== undefined) asSent.add(step);
      continue;
    }
    const form =
      step === undefined || entry === undefined ? undefined : formOf(entry, compared.get(step), sent[index]);
    if (form === undefined) return { issues, asSent, due, void: none, divergence: index };
    if (form === 'restored') due.add(step as Step);
    else issues.push(putBack(subject, step as Step));
  }
  return { issues, asSent, due, void: none };
}

/** What came back whole has the name it was remembered by, which need not be made again. */
function nameOf(entry: Entry, step: Step | undefined): string {
  const match = step?.match;
  const isPlain = entry.blocks.every(({ type }) => type !== 'other' && type !== 'media');
  return match !== undefined && isPlain && isIntact(entry, match.blocks)
    ? match.remembered.name
    : entryName(entry);
}

function formOf(
  { role, blocks }: Entry,
  comparison: Comparison | undefined,
  name: string | undefined,
): 'restored' | 'bare' | undefined {
  if (
    comparison !== undefined &&
    [comparison.restored, comparison.whole].some((form) => entryName({ role, blocks: form }) === name)
  )
    return 'restored';
  return hasThinking(blocks) && entryName({ role, blocks: bare(blocks) }) === name ? 'bare' : undefined;
}

function bare(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter(({ type }) => type !== 'thinking');
}

function putBack(subject: Subject, step: Step): Issue {
  const first = step.entry.blocks.find(({ type }) => type === 'thinking') as Block;
  return {
    code: 'retroactive-repair',
    at: blockPath(subject.anatomy, step.entry, first),
    evidence: 'request-sequence',
    entry: step.entry,
    block: first,
    explain:
      'later thinking was made without this block in front of it; with it, that thinking is no longer valid',
    fix: { kind: 'exact', edits: [rebuiltEdit(subject, step, bare(step.entry.blocks))] },
  };
}

/** A message that was sent otherwise, or not at all, before bound thinking was made. */
function diverged(subject: Subject, index: number, anchor: Step, sentLength: number): Issue {
  const tail = subject.steps.filter((step) => step.index >= index && isBound(step, subject));
  const [first] = tail;
  const isCut = anchor.index < sentLength;
  if (isCut && first !== undefined) {
    const block = first.entry.blocks.find(({ type }) => type === 'thinking') as Block;
    return {
      code: 'stale-thinking-after-compaction',
      at: blockPath(subject.anatomy, first.entry, block),
      evidence: 'request-sequence',
      entry: first.entry,
      block,
      explain:
        'messages before this thinking were cut away or replaced after it was made; take the thinking of the kept tail out once, and leave it out',
      fix: { kind: 'policy', edits: tail.map((step) => rebuiltEdit(subject, step, bare(step.entry.blocks))) },
    };
  }
  const entry = subject.entries[index] ?? anchor.entry;
  return {
    code: 'prefix-mutated',
    at: entryPath(subject.anatomy, entry),
    evidence: 'request-sequence',
    entry: first?.entry ?? entry,
    ...(first !== undefined && {
      block: first.entry.blocks.find(({ type }) => type === 'thinking') as Block,
    }),
    explain: 'this message was sent otherwise when later thinking was made',
    ...droppedBy(subject),
  };
}

function bindingPath({ outgoing: { wire } }: Subject): string {
  const path = 'thinking.block_binding.prefix_mismatch_behavior';
  return wire === 'bedrock-converse' ? `additionalModelRequestFields.${path}` : path;
}

/** Whether the request asks the provider to drop what does not fit, instead of refusing it. */
function isDropping(subject: Subject): boolean {
  return settingAt(subject.request, bindingPath(subject)) === 'drop_block';
}

/** The provider's own way out: it drops what no longer fits, and reports it. */
function dropBlocks(subject: Subject): Fix | undefined {
  if (isDropping(subject)) return undefined;
  const path = bindingPath(subject);
  return {
    kind: 'degrade',
    edits: [{ type: 'setting', path, value: 'drop_block' }],
    headers: { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' },
  };
}

function headChanged(subject: Subject, key: string, anchor: Step): Issue {
  const bound = subject.steps.filter((step) => step.index <= anchor.index && isBound(step, subject));
  const first = bound[0] ?? anchor;
  const block = first.entry.blocks.find(({ type }) => type === 'thinking') as Block;
  const was = anchor.match?.remembered.sent.head ?? {};
  const isFork =
    key === subject.anatomy.head[0] &&
    !areAkin(instructionsOf(was[key]), instructionsOf(subject.request[key]));
  if (isFork) return forked(subject, first, bound);
  return {
    code: 'prefix-mutated',
    at: key,
    evidence: 'request-sequence',
    entry: first.entry,
    block,
    explain: `${key} is not what it was when the thinking in ${containerPath(subject.anatomy, first.entry)} was made`,
    ...droppedBy(subject, pinned(subject, key, was)),
  };
}

function droppedBy(
  subject: Subject,
  fix: Fix | undefined = dropBlocks(subject),
): Pick<Issue, 'fix' | 'severity'> {
  return { ...(fix !== undefined && { fix }), ...(isDropping(subject) && { severity: 'warning' as const }) };
}

/** The instructions as they were, and what is new in them as a message of its own behind everything that was sent. */
function pinned(subject: Subject, key: string, was: JsonObject): Fix | undefined {
  const [old, fresh] = [instructionsOf(was[key]), instructionsOf(subject.request[key])];
  if (
    subject.outgoing.wire !== 'anthropic-messages' ||
    key !== 'system' ||
    old === undefined ||
    fresh === undefined
  )
    return undefined;
  const added = addedWords(old, fresh);
  if (added === '') return undefined;
  const message: JsonValue = { role: 'system', content: added };
  const at = placeForSystem(subject);
  const edits: readonly Edit[] = [
    { type: 'setting', path: key, value: was[key] as JsonValue },
    { type: 'items', from: at, to: at, items: [message] },
  ];
  return { kind: 'policy', edits };
}

/** Before the user's new words; behind results, which must follow their calls. */
function placeForSystem({ entries, items }: Subject): number {
  const last = entries.at(-1);
  return last?.role === 'user' ? last.from : items.length;
}
