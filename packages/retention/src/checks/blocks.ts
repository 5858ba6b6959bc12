/** What a request alone says about thinking that is a block among others. */
import { isJsonObject, type JsonValue } from '@throughline/core';
import type { Edit, Issue } from '../issue.ts';
import {
  hasCalls,
  hasThinking,
  isThinkingOff,
  settingAt,
  thinks,
  type Match,
  type Step,
  type Subject,
} from '../subject.ts';
import { blockPath, containerPath, objectOf, type Block } from '../wires/anatomy.ts';
import { rebuiltEdit } from '../rebuild.ts';
import { refusalOf } from './fields.ts';

export function blockIssues(subject: Subject): readonly Issue[] {
  if (subject.rule.signed !== 'always' || subject.anatomy.container !== 'content') return [];
  return [
    ...subject.steps.flatMap((step) => [...cacheMarkers(subject, step), ...unsigned(subject, step)]),
    ...loopIssues(subject),
  ];
}

function cacheMarkers(subject: Subject, step: Step): readonly Issue[] {
  const marked = step.entry.blocks.filter(isMarked);
  if (marked.length === 0) return [];
  const edits = [rebuiltEdit(subject, step, step.entry.blocks.map(unmarked))];
  return marked.flatMap((block): readonly Issue[] => {
    return [
      {
        code: 'cache-control-on-thinking',
        at: `${blockPath(subject.anatomy, step.entry, block)}.cache_control`,
        evidence: 'request-only',
        entry: step.entry,
        block,
        explain: 'put the marker on a text, a tool call or a result; thinking is cached with them',
        fix: { kind: 'structural', edits },
      },
    ];
  });
}

function isMarked({ type, raw }: Block): boolean {
  return type === 'thinking' && objectOf(raw)['cache_control'] !== undefined;
}

function unmarked(block: Block): Block {
  if (!isMarked(block)) return block;
  const { cache_control: _, ...raw } = objectOf(block.raw);
  return { ...block, raw };
}

/** Thinking without words or proof of which nothing is remembered. */
function unsigned(subject: Subject, step: Step): readonly Issue[] {
  if (step.match !== undefined) return [];
  const { blocks } = step.entry;
  return blocks.flatMap((block, index): readonly Issue[] => {
    if (block.type !== 'thinking' || step.known.has(block)) return [];
    const path = blockPath(subject.anatomy, step.entry, block);
    const common = { evidence: 'request-only' as const, entry: step.entry, block };
    if (block.proof !== undefined && block.proof !== '')
      return block.text === undefined
        ? [
            {
              ...common,
              code: 'thinking-field-missing',
              at: `${path}.${subject.anatomy.fields.text}`,
              explain: 'the field that holds its words is not there',
              refusal: refusalOf(step),
            },
          ]
        : [];
    if (index === blocks.length - 1 && !hasCalls(step.entry))
      return [
        {
          ...common,
          code: 'partial-thinking-replayed',
          at: path,
          explain: 'the message ends in thinking that was never signed: it was interrupted',
          fix: {
            kind: 'structural',
            edits: [
              rebuiltEdit(
                subject,
                step,
                blocks.filter((one) => one !== block),
              ),
            ],
          },
        },
      ];
    return [
      {
        ...common,
        code: 'signature-missing',
        at: `${path}.${subject.anatomy.fields.proof}`,
        explain: 'this model signs its thinking, and takes none without its signature',
        refusal: refusalOf(step),
      },
    ];
  });
}

const settings = ['thinking', 'additionalModelRequestFields.thinking'];

/** The setting and the open loop must agree: with thinking in both, or in neither. */
function loopIssues(subject: Subject): readonly Issue[] {
  const open = subject.steps.filter(({ isOpen, entry }) => isOpen && hasCalls(entry));
  const last = open.at(-1);
  if (last === undefined) return [];
  const path = settings.find((one) => settingAt(subject.request, one) !== undefined) ?? 'thinking';
  const setting = settingAt(subject.request, path);
  const isOff = isThinkingOff(subject.request) || (setting === undefined && open.some(wasAskedFor));
  if (!thinks(subject) && isOff)
    return hasThinking(last.entry.blocks) ? [toggledOff(subject, open, path, setting)] : [];
  const isManual = isJsonObject(setting) && setting['type'] === 'enabled';
  if (!isManual || subject.rule.required !== 'open-loop' || last.entry.blocks[0]?.type === 'thinking')
    return [];
  if (last.match === undefined) return [unremembered(subject, last)];
  return hasThinking(last.match.blocks) || wasOn(last.match) ? [] : [toggledOn(path, last)];
}

/** Models do not think before every step: one that was asked to, and did not, was not toggled. */
function wasOn({ remembered: { sent } }: Match): boolean {
  return isJsonObject(sent.thinking) && sent.thinking['type'] === 'enabled';
}

/** Whether the request that this answers asked for thinking: one that forgets to ask has switched it off. */
function wasAskedFor({ match }: Step): boolean {
  const thinking = match?.remembered.sent.thinking;
  return isJsonObject(thinking) && thinking['type'] !== 'disabled';
}

function unremembered(subject: Subject, step: Step): Issue {
  return {
    code: 'thinking-missing-in-open-tool-loop',
    at: `${containerPath(subject.anatomy, step.entry)}[0]`,
    evidence: 'request-only',
    entry: step.entry,
    block: step.entry.blocks[0] as Block,
    explain: 'with thinking enabled, the last message of the assistant must begin with it',
    refusal: refusalOf(step),
  };
}

function toggledOn(path: string, step: Step): Issue {
  return {
    code: 'thinking-toggled-in-open-loop',
    at: path,
    evidence: 'request+prior-response',
    entry: step.entry,
    block: step.entry.blocks[0] as Block,
    explain:
      'thinking was switched on in the middle of a tool loop that began without it; it can be on from the next turn',
    fix: { kind: 'degrade', edits: [{ type: 'setting', path, value: { type: 'disabled' } }] },
  };
}

function toggledOff(
  subject: Subject,
  open: readonly Step[],
  path: string,
  setting: JsonValue | undefined,
): Issue {
  // What was forgotten is said, lest the next reader take it for thinking that was lost.
  const said: readonly Edit[] =
    setting === undefined ? [{ type: 'setting', path, value: { type: 'disabled' } }] : [];
  const edits = open
    .filter(({ entry }) => hasThinking(entry.blocks))
    .map((step) =>
      rebuiltEdit(
        subject,
        step,
        step.entry.blocks.filter(({ type }) => type !== 'thinking'),
      ),
    );
  return {
    code: 'thinking-toggled-in-open-loop',
    at: path,
    evidence: 'request-only',
    explain:
      'thinking was switched off in the middle of a tool loop that has it; its blocks can stay out for this loop only',
    fix: { kind: 'degrade', edits: [...edits, ...said] },
  };
}
