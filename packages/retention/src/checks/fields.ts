/** What a request alone says about thinking that has a key of its own. */
import { words } from '../block.ts';
import type { JsonObject } from '@throughline/core';
import { readsFrom } from '../altered.ts';
import type { Issue } from '../issue.ts';
import { rebuiltEdit } from '../rebuild.ts';
import { isCatchAll } from '../rules/match.ts';
import type { Rule } from '../rules/rule.ts';
import { hasCalls, hasThinking, thinks, type Step, type Subject } from '../subject.ts';
import { blockOf, blockPath, entryPath, objectOf, type Block } from '../wires/anatomy.ts';
import { thinkingSlots } from '../wires/message-wires.ts';

/** Keys that this provider refuses, or does not read. */
export function slotIssues(subject: Subject): readonly Issue[] {
  const { rule, steps } = subject;
  return steps.flatMap((step) =>
    step.entry.blocks.flatMap((block): readonly Issue[] => {
      if (block.type !== 'thinking' || !thinkingSlots.has(block.slot)) return [];
      if (rule.refuses?.includes(block.slot) === true) return [rejected(subject, step, block)];
      const isUnread =
        step.match === undefined &&
        !isCatchAll(rule) &&
        rule.returns !== 'none' &&
        !readsFrom(rule, block.slot);
      return isUnread ? [unread(subject, step, block)] : [];
    }),
  );
}

function rejected(subject: Subject, step: Step, block: Block): Issue {
  return {
    code: 'reasoning-field-rejected',
    at: blockPath(subject.anatomy, step.entry, block),
    evidence: 'request-only',
    entry: step.entry,
    block,
    explain: `this provider answers a request with "${block.slot}" with an error`,
    fix: { kind: 'structural', edits: [rebuiltEdit(subject, step, renamed(subject.rule, step, block))] },
  };
}

function unread(subject: Subject, step: Step, block: Block): Issue {
  return {
    code: 'reasoning-in-wrong-field',
    at: blockPath(subject.anatomy, step.entry, block),
    evidence: 'request-only',
    entry: step.entry,
    block,
    explain: `the server reads "${subject.rule.field}" and ignores this key`,
    fix: { kind: 'structural', edits: [rebuiltEdit(subject, step, renamed(subject.rule, step, block))] },
  };
}

/** The same blocks with this one under the key that is read; without it where there is none, or it is taken. */
function renamed(rule: Rule, { entry }: Step, block: Block): readonly Block[] {
  const isRoom = thinkingSlots.has(rule.field) && !entry.blocks.some(({ slot }) => slot === rule.field);
  const moved =
    isRoom && block.index === -1
      ? [blockOf('thinking', rule.field, -1, block.raw, { text: block.text })]
      : [];
  return entry.blocks.flatMap((one) => (one === block ? moved : [one]));
}

/** The same thinking between tags and under a key. */
export function duplicateIssues(subject: Subject): readonly Issue[] {
  return subject.steps.flatMap((step): readonly Issue[] => {
    const inline = step.entry.blocks.find(({ name }) => name === 'inline');
    if (inline === undefined || step.match !== undefined || words(inline) === '') return [];
    const twin = step.entry.blocks.find(
      (one) => one.type === 'thinking' && one !== inline && words(one) === words(inline),
    );
    if (twin === undefined) return [];
    return [
      {
        code: 'duplicate-reasoning',
        at: entryPath(subject.anatomy, step.entry),
        evidence: 'request-only',
        entry: step.entry,
        explain: `the content and "${twin.slot}" hold the same thinking`,
        fix: {
          kind: 'structural',
          edits: [
            rebuiltEdit(
              subject,
              step,
              step.entry.blocks.filter((one) => one !== inline),
            ),
          ],
        },
      },
    ];
  });
}

/** Pieces of a stream, side by side. Encrypted entries stay apart even under one index. (OpenRouter, read 2026-11-23) */
export function detailIssues(subject: Subject): readonly Issue[] {
  return subject.steps.flatMap((step): readonly Issue[] => {
    const joined = consolidated(step.entry.blocks);
    if (joined.length === step.entry.blocks.length) return [];
    return [
      {
        code: 'reasoning-details-not-consolidated',
        at: `${entryPath(subject.anatomy, step.entry)}.reasoning_details`,
        evidence: 'request-only',
        entry: step.entry,
        explain: 'several entries share one index: they are pieces of one',
        fix: { kind: 'structural', edits: [rebuiltEdit(subject, step, joined)] },
      },
    ];
  });
}

export function consolidated(blocks: readonly Block[]): readonly Block[] {
  if (!blocks.some(({ slot }) => slot === 'reasoning_details')) return blocks;
  const result: Block[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (last !== undefined && arePieces(last, block)) result[result.length - 1] = glued(last, block);
    else result.push(block);
  }
  return result;
}

const gluing: readonly string[] = ['text', 'summary'];

function arePieces(last: Block, block: Block): boolean {
  if (last.slot !== 'reasoning_details' || block.slot !== last.slot || last.name !== block.name) return false;
  const [a, b] = [objectOf(last.raw), objectOf(block.raw)];
  if (a['index'] === undefined || a['index'] !== b['index'] || last.proof !== undefined) return false;
  return gluing.some((key) => `reasoning.${key}` === last.name) && (a['id'] ?? null) === (b['id'] ?? null);
}

function glued(last: Block, block: Block): Block {
  const [a, b] = [objectOf(last.raw), objectOf(block.raw)];
  const texts = gluing.flatMap((key) =>
    key in a || key in b ? [[key, `${asText(a, key)}${asText(b, key)}`]] : [],
  );
  const raw: JsonObject = { ...a, ...b, ...Object.fromEntries(texts) };
  return { ...last, raw, text: `${last.text ?? ''}${block.text ?? ''}`, proof: block.proof };
}

function asText(raw: JsonObject, key: string): string {
  const value = raw[key];
  return typeof value === 'string' ? value : '';
}

/** A message with calls and without thinking, where the provider refuses that, and nothing was remembered of it. */
export function demandIssues(subject: Subject): readonly Issue[] {
  const { rule, anatomy, steps } = subject;
  if (rule.required !== 'tool-calls' && rule.required !== 'tool-turns') return [];
  if (!thinks(subject)) return [];
  return steps.flatMap((step): readonly Issue[] => {
    if (step.match !== undefined || !hasCalls(step.entry) || hasThinking(step.entry.blocks)) return [];
    const isBlock =
      anatomy.container === rule.field && anatomy.history === 'messages' && rule.field === 'content';
    return [
      {
        code: isBlock ? 'thinking-missing-in-open-tool-loop' : 'reasoning-missing-on-tool-call-message',
        at: isBlock
          ? `${entryPath(anatomy, step.entry)}.content[0]`
          : `${entryPath(anatomy, step.entry)}.${rule.field}`,
        evidence: 'request-only',
        entry: step.entry,
        explain: 'the message has tool calls and no thinking',
        ...(crossing(subject, step) ?? { refusal: refusalOf(step) }),
      },
    ];
  });
}

/** Plain words of another vendor's model, where this one reads plain words: with leave, since it never thought them. */
function crossing(subject: Subject, step: Step): Pick<Issue, 'fix' | 'evidence'> | undefined {
  const { anatomy, rule } = subject;
  const thoughts =
    step.crossed?.blocks.filter((block) => block.type === 'thinking' && words(block) !== '') ?? [];
  if (thoughts.length === 0 || anatomy.readable === undefined || rule.signed === 'always') return undefined;
  const block = anatomy.readable(thoughts.map(({ text }) => text).join('\n\n'), rule.field);
  return {
    evidence: 'request+prior-response',
    fix: { kind: 'policy', edits: [rebuiltEdit(subject, step, [block, ...step.entry.blocks])] },
  };
}

export function refusalOf({ isAmbiguous }: Step): string {
  return isAmbiguous
    ? 'several recorded replies fit this message and their thinking differs; none is put in'
    : 'nothing was recorded of this reply, and thinking is never made up; start recording before the first turn, or begin a new conversation';
}

/** Thinking of finished turns, for models that want it left out. The open loop is never touched. */
export function retainedIssues(subject: Subject): readonly Issue[] {
  if (subject.rule.finished !== 'strip') return [];
  return subject.steps.flatMap((step): readonly Issue[] => {
    const first = step.entry.blocks.find(({ type }) => type === 'thinking');
    if (step.isOpen || first === undefined) return [];
    return [
      {
        code: 'reasoning-over-retained',
        at: blockPath(subject.anatomy, step.entry, first),
        evidence: 'request-only',
        entry: step.entry,
        explain: 'this model wants the thinking of finished turns left out',
        fix: {
          kind: 'policy',
          edits: [
            rebuiltEdit(
              subject,
              step,
              step.entry.blocks.filter(({ type }) => type !== 'thinking'),
            ),
          ],
        },
      },
    ];
  });
}
