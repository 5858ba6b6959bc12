/** Results without ids are joined to their calls by name and order, so they go out in the order of the calls. */
import type { JsonValue, Message } from '@throughline/core';
import { derived } from '../derived-ids.ts';
import { lose } from '../encoding.ts';
import { formOf } from '../notes.ts';
import type { Before } from '../session.ts';
import type { Context } from './encode-parts.ts';
import { wire } from './format.ts';

/** `encoded` are the parts of the message, one each; the results among them that have no id change places. */
export function inCallOrder(
  message: Message,
  before: Before,
  encoded: readonly JsonValue[],
  context: Context,
): readonly JsonValue[] {
  if (message.role !== 'tool' || encoded.length !== message.parts.length) return encoded;
  const placed = placesOf(message, before);
  const sorted = placed.toSorted((a, b) => a.call - b.call);
  const moved = [...encoded];
  for (const [order, { index }] of placed.entries()) {
    const { index: from } = sorted[order] as Place;
    if (from === index) continue;
    lose(
      context,
      `.parts[${from}]`,
      'order-changed',
      'results without ids stand in the order of their calls',
    );
    moved[index] = encoded[from] as JsonValue;
  }
  return moved;
}

type Place = { readonly index: number; readonly call: number };

function placesOf({ parts }: Message, { previous, callOf }: Before): readonly Place[] {
  const calls = previous?.role === 'assistant' ? previous.parts : [];
  return parts.flatMap((part, index) => {
    const made = part.type === 'toolResult' ? callOf(part.callId) : undefined;
    const call = made === undefined ? -1 : calls.indexOf(made);
    return made === undefined || call === -1 || formOf(made, wire, 'id') !== derived ? [] : [{ index, call }];
  });
}
