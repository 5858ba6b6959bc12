/** What a list of Responses items alone says: pairs that are torn apart, ids that lead nowhere. */
import { isThinking } from '../block.ts';
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Edit, Issue } from '../issue.ts';
import { blocksOf } from '../match.ts';
import type { Step, Subject } from '../subject.ts';
import { blockPath, objectOf, type Block } from '../wires/anatomy.ts';

export function itemIssues(subject: Subject): readonly Issue[] {
  if (subject.outgoing.wire !== 'openai-responses') return [];
  if (subject.rule.returns === 'none') return unwantedIssues(subject);
  return [
    ...duplicateIds(subject),
    ...subject.steps.flatMap((step) => [...orphans(subject, step), ...dangling(subject, step)]),
  ];
}

/** Reasoning with nothing of the model's behind it. */
function orphans(subject: Subject, step: Step): readonly Issue[] {
  const { blocks } = step.entry;
  const last = blocks.findLastIndex((block) => !isThinking(block));
  return blocks.slice(last + 1).map((block) => ({
    code: 'orphan-reasoning-item',
    at: blockPath(subject.anatomy, step.entry, block),
    evidence: 'request-only',
    entry: step.entry,
    block,
    explain: 'nothing that the model said or called follows it',
    fix: { kind: 'structural', edits: [dropped(block)] },
  }));
}

function dropped({ index }: Block): Edit {
  return { type: 'items', from: index, to: index + 1, items: [] };
}

function duplicateIds(subject: Subject): readonly Issue[] {
  const seen = new Set<string>();
  return subject.entries.flatMap((entry) =>
    entry.blocks.flatMap((block): readonly Issue[] => {
      const { itemId } = block;
      if (itemId === undefined || objectOf(block.raw)['type'] === 'item_reference') return [];
      if (!seen.has(itemId)) {
        seen.add(itemId);
        return [];
      }
      return [
        {
          code: 'duplicate-item-id',
          at: blockPath(subject.anatomy, entry, block),
          evidence: 'request-only',
          entry,
          block,
          explain: `${itemId} stands further up already`,
          fix: { kind: 'structural', edits: [dropped(block)] },
        },
      ];
    }),
  );
}

/** Without a store nothing can be found by its id: what is not whole in the request is nowhere. */
function dangling(subject: Subject, step: Step): readonly Issue[] {
  if (subject.request['store'] !== false) return [];
  return step.entry.blocks.flatMap((block): readonly Issue[] => {
    const isReference = objectOf(block.raw)['type'] === 'item_reference';
    const isEmpty =
      isThinking(block) && block.itemId !== undefined && block.proof === undefined && !hasWords(block);
    if (!isReference && !isEmpty) return [];
    const recorded = recordedItem(block, step);
    const at = blockPath(subject.anatomy, step.entry, block);
    const common = { code: 'dangling-item-id' as const, at, entry: step.entry, block };
    if (recorded !== undefined)
      return [
        {
          ...common,
          evidence: 'request+prior-response',
          explain: 'nothing is stored on the server, and the item itself is not in the request',
          fix: {
            kind: 'exact',
            edits: [{ type: 'items', from: block.index, to: block.index + 1, items: [recorded] }],
          },
        },
      ];
    return [
      {
        ...common,
        evidence: 'request-only',
        explain:
          'nothing is stored on the server, and its encrypted content was never asked for: there is nothing to put back',
        fix: { kind: 'degrade', edits: [...unlinked(step, block), ...askForEncrypted(subject.request)] },
      },
    ];
  });
}

/** Words that open models write out; they need no seal. */
function hasWords({ raw }: Block): boolean {
  const content = objectOf(raw)['content'];
  return Array.isArray(content) && content.length > 0;
}

function recordedItem({ itemId }: Block, { match }: Step): JsonValue | undefined {
  const found =
    match === undefined ? undefined : blocksOf(match.remembered).find((one) => one.itemId === itemId);
  return found !== undefined && (!isThinking(found) || found.proof !== undefined) ? found.raw : undefined;
}

/** Takes an item out, and the ids of those that were made with it: the provider remembers which belong together. */
function unlinked({ entry }: Step, block: Block): readonly Edit[] {
  const at = entry.blocks.indexOf(block);
  const behind = entry.blocks.slice(at + 1);
  const end = behind.findIndex(isThinking);
  const linked = isThinking(block) ? behind.slice(0, end === -1 ? behind.length : end) : [];
  return [
    {
      type: 'items',
      from: block.index,
      to: block.index + 1 + linked.length,
      items: linked.map(({ raw }) => withoutId(objectOf(raw))),
    },
  ];
}

function withoutId({ id: _id, ...rest }: JsonObject): JsonObject {
  return rest;
}

const encrypted = 'reasoning.encrypted_content';

function askForEncrypted(request: JsonObject): readonly Edit[] {
  const include = Array.isArray(request['include']) ? (request['include'] as readonly JsonValue[]) : [];
  return include.includes(encrypted)
    ? []
    : [{ type: 'setting', path: 'include', value: [...include, encrypted] }];
}

/** Reasoning items for a model that takes none. */
function unwantedIssues(subject: Subject): readonly Issue[] {
  return subject.steps.flatMap((step) =>
    step.entry.blocks.filter(isThinking).map((block): Issue => ({
      code: 'reasoning-to-non-reasoning-model',
      at: blockPath(subject.anatomy, step.entry, block),
      evidence: 'request-only',
      entry: step.entry,
      block,
      explain: `${subject.target.model ?? 'this model'} takes no reasoning items`,
      fix: { kind: 'policy', edits: unlinked(step, block) },
    })),
  );
}

export { unlinked };
