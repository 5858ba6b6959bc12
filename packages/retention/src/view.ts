/** What people see of a reply: thinking in it, or in place of it. Histories are not touched by this. */
import { words } from './block.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import type { Exchange } from './capture/exchange.ts';
import type { Asking } from './examine.ts';
import type { Edit, Issue } from './issue.ts';
import { blocksOf } from './match.ts';
import type { Block } from './wires/anatomy.ts';
import { historyKeyOf, historyKeys } from './wires/index.ts';

/** Under this key the latest replies of a tenant are remembered. */
export const latestKey = 'latest';

/** Whether a body is no request at all but something that is shown: the answer of an MCP host, a message for a channel. */
export function isView(request: JsonObject, wire: string): boolean {
  const history = historyKeyOf(wire);
  if (history === undefined) return !historyKeys.some((key) => key in request);
  return !(history in request || 'model' in request || 'previous_response_id' in request);
}

const tags =
  /<(think|thinking|thought|reasoning|mm:think)>[\s\S]*?(?:<\/\1>|$)|<\/(?:think|thinking|thought|reasoning|mm:think)>/g;

export function* diagnoseView(request: JsonObject): Asking<readonly Issue[]> {
  const [found = []] = yield [latestKey];
  const latest = found.at(-1);
  const sent = latest === undefined ? [] : blocksOf(latest);
  return textsIn(request, []).flatMap(({ path, text }) => shown(path, text, sent));
}

type Text = { readonly path: readonly (string | number)[]; readonly text: string };

function textsIn(value: JsonValue, path: Text['path']): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value))
    return value.flatMap((item, index) => textsIn(item as JsonValue, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    fixed.has(key) ? [] : textsIn(item, [...path, key]),
  );
}

/** Keys whose texts nobody reads. */
const fixed: ReadonlySet<string> = new Set([
  'role',
  'type',
  'model',
  'id',
  'jsonrpc',
  'stopReason',
  'method',
]);

function shown(path: Text['path'], text: string, sent: readonly Block[]): readonly Issue[] {
  const answer = sent.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join('');
  const thoughts = sent.filter((block) => block.type === 'thinking' && words(block) !== '').map(words);
  const isFirst = sent[0]?.type === 'thinking' && answer !== '';
  if (isFirst && (text.trim() === '' || thoughts.includes(text.trim())))
    return [
      {
        code: 'positional-read-of-first-block',
        at: dotted(path.slice(0, -1)),
        evidence: 'prior-response',
        explain: 'the reply begins with thinking; the answer is in its text blocks',
        fix: { kind: 'structural', edits: [setText(path, answer)] },
      },
    ];
  const bare = text.replaceAll(tags, '').trim();
  const leaked = thoughts.filter((thought) => text.includes(thought));
  if (bare === text.trim() && leaked.length === 0) return [];
  const clean =
    answer !== '' && text.includes(answer.trim())
      ? answer
      : leaked.reduce((rest, thought) => rest.replace(thought, ''), bare).trim();
  return [
    {
      code: 'reasoning-in-visible-output',
      at: dotted(path),
      evidence: leaked.length > 0 ? 'prior-response' : 'request-only',
      explain:
        'people see what the model wrote to itself; show the answer, and keep the thinking in the history',
      fix: { kind: 'structural', edits: [setText(path, clean)] },
    },
  ];
}

function setText(path: Text['path'], value: string): Edit {
  return { type: 'setting', path: path.join('.'), value };
}

function dotted(path: Text['path']): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('');
}

/** Whether an exchange is one an audit knows how to read: on a known wire, or something that people see. */
export function isReadable({ wire, request }: Exchange): boolean {
  return historyKeyOf(wire) !== undefined || isView(request, wire);
}
