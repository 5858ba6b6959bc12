/** What the provider reports back about the thinking it was sent. */
import {
  isJsonObject,
  numberOf,
  turns,
  type Delivery,
  type EncodeOptions,
  type JsonObject,
  type JsonValue,
  type ModelRequest,
  type Reply,
} from '@throughline/core';
import { extraOf, formOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { blockCounts } from './encode.ts';
import { wire } from './format.ts';

/** The delivery of a request, with what the reply says was dropped or cleared all the same. */
export function reported(
  reply: Reply,
  request: ModelRequest,
  delivery: readonly Delivery[],
  options: EncodeOptions | undefined,
  dialect: Dialect,
): readonly Delivery[] {
  const extra = extraOf(reply, wire);
  const reasons = new Map([
    ...dropped(extra?.['input_transformations'], request, options, dialect),
    ...cleared(extra?.['context_management'], request, delivery),
  ]);
  if (reasons.size === 0) return delivery;
  return delivery.map((one) => {
    const reason = reasons.get(one.path);
    return one.status === 'sent' && reason !== undefined
      ? { path: one.path, status: 'withheld', reason: `provider: ${reason}` }
      : one;
  });
}

type Reasons = (readonly [path: string, reason: string])[];

function listIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** `{ type: 'thinking_dropped', path: 'messages.{i}.content.{j}', reason }`. (types of `@anthropic-ai/sdk` 1.13.0, read 2026-11-23) */
function dropped(
  transformations: JsonValue | undefined,
  request: ModelRequest,
  options: EncodeOptions | undefined,
  dialect: Dialect,
): Reasons {
  return listIn(transformations).flatMap(({ type, path, reason }): Reasons => {
    if (type !== 'thinking_dropped' || typeof path !== 'string') return [];
    const place = /^messages\.(\d+)\.content\.(\d+)$/.exec(path);
    const part = place && partAt(Number(place[1]), Number(place[2]), request, options, dialect);
    return part === null ? [] : [[part, typeof reason === 'string' ? reason : type]];
  });
}

/** The part that became the block at this place of the body. */
function partAt(
  message: number,
  block: number,
  request: ModelRequest,
  options: EncodeOptions | undefined,
  dialect: Dialect,
): string | null {
  const { messages } = request;
  const hasHead = messages[0]?.role === 'system' && formOf(request, wire, 'system') !== 'in messages';
  const index = hasHead ? message + 1 : message;
  const found = messages[index];
  if (found === undefined) return null;
  let left = block;
  for (const [order, count] of blockCounts(found, index, options, dialect).entries()) {
    if (left < count) return `messages[${index}].parts[${order}]`;
    left -= count;
  }
  return null;
}

/** Clearing takes the oldest turns that hold thinking. (platform.claude.com context editing, read 2026-11-23) */
function cleared(
  management: JsonValue | undefined,
  { messages }: ModelRequest,
  delivery: readonly Delivery[],
): Reasons {
  const edits = listIn(isJsonObject(management) ? management['applied_edits'] : undefined);
  return edits.flatMap((edit): Reasons => {
    const count = numberOf(edit['cleared_thinking_turns']);
    const { type } = edit;
    if (count === undefined || count === 0 || typeof type !== 'string') return [];
    const paths = turns(messages)
      .map(({ steps }) => steps.map(({ index }) => `messages[${index}].`))
      .map((heads) =>
        delivery.filter(
          ({ path, status }) => status === 'sent' && heads.some((head) => path.startsWith(head)),
        ),
      )
      .filter((sent) => sent.length > 0);
    return paths.slice(0, count).flatMap((sent) => sent.map(({ path }) => [path, type] as const));
  });
}
