/** What of a session came out of a conversion, counted on the request that was written. */
import { parseJson, type ModelRequest, type Part } from '@throughline/core';
import { codecFor } from '../src/index.ts';
import type { Converted } from './peers/peer.ts';

/** What each part says that a model must get back, by kind. */
const saying: { readonly [kind: string]: (part: Part) => readonly string[] } = {
  thinking: (part) => (part.type === 'thinking' && part.text !== undefined ? [part.text] : []),
  signatures: (part) =>
    part.type === 'thinking' && part.signatures !== undefined
      ? part.signatures.map(({ value }) => value)
      : [],
  texts: (part) => (part.type === 'text' ? [part.text] : []),
  calls: (part) => (part.type === 'toolCall' ? [`${part.callId} ${part.name} ${part.arguments}`] : []),
  results: (part) =>
    part.type === 'toolResult'
      ? [`${part.callId} ${part.content.map((inner) => (inner.type === 'text' ? inner.text : '')).join('')}`]
      : [],
};

/** `thinking 250 of 250, signatures 249 of 250`; `nothing` where all came out as it went in, in its order. */
export function lostIn(before: ModelRequest, { wire, dialect, body }: Converted): string {
  const after = codecFor(wire, dialect).request.decode(parseJson(body));
  const losses = Object.entries(saying).flatMap(([kind, say]) => {
    const all = partsIn(before).flatMap(say);
    const lost = missing(all, partsIn(after).flatMap(say));
    return lost === 0 ? [] : [`${kind} ${lost} of ${all.length}`];
  });
  if (losses.length > 0) return losses.join(', ');
  return orderOf(after).startsWith(orderOf(before)) ? 'nothing' : 'the order of parts';
}

function partsIn({ messages }: ModelRequest): readonly Part[] {
  return messages.flatMap(({ parts }) => parts);
}

/** How many of the first are not among the second, in order. */
function missing(all: readonly string[], found: readonly string[]): number {
  let at = 0;
  const lost = all.filter((one) => {
    const place = found.indexOf(one, at);
    if (place !== -1) at = place + 1;
    return place === -1;
  });
  return lost.length;
}

function orderOf({ messages }: ModelRequest): string {
  return messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)].join(' ')).join('\n');
}
