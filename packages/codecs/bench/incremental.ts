/** What the request of the next step costs after a session of N steps, apart from writing its bytes. */
import { extend, sameJson, type Codec, type ModelRequest } from '@throughline/core';
import { figureOf, median, rounds } from './measure.ts';
import { session, stepOf, type Issuer } from './sessions.ts';
import type { Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'incremental: encoding the request of step N + 1 after step N, without writing its bytes, as a multiple of N = 10 (target: flat)';

const lengths = [10, 100, 1000, 5000] as const;
/** Steps in a row whose median is one cost. */
const following = 15;

export async function run(): Promise<readonly Row[]> {
  return wires.map(curve);
}

function curve(wire: Wire): Row {
  const { codec, issuer } = wire;
  const sessions = lengths.map((steps) => session(steps, issuer));
  checkGrown(wire);
  const costs: number[][] = [];
  while (costs.length < rounds + 2)
    costs.push(sessions.map((before) => costOfNext(codec, unseen(before), issuer)));
  const [, , ...warm] = costs as [number[], number[], ...number[][]];
  const row: { [column: string]: Row[string] } = { wire: label(wire) };
  for (const [at, steps] of lengths.entries()) {
    row[`N = ${steps}`] = figureOf(warm.map((round) => (round[at] as number) / (round[0] as number)));
    row[`µs at ${steps}`] = (median(warm.map((round) => round[at] as number)) * 1000).toFixed(1);
  }
  return row;
}

/** The same session, as one whose encoding is not remembered. */
function unseen(before: ModelRequest): ModelRequest {
  const [first, ...rest] = before.messages;
  return { ...before, messages: [{ ...(first as ModelRequest['messages'][0]) }, ...rest] };
}

/** Milliseconds of encoding one step more, which is the median over some steps in a row. */
function costOfNext(codec: Codec, before: ModelRequest, issuer: Issuer): number {
  codec.request.encode(before);
  const costs: number[] = [];
  let current = before;
  while (costs.length < following) {
    const [message, results] = stepOf(before.messages.length + costs.length, issuer);
    current = extend(current, { message }, results);
    const started = performance.now();
    codec.request.encode(current);
    costs.push(performance.now() - started);
  }
  return median(costs);
}

/** Growing step by step gives what encoding at once gives. */
function checkGrown({ codec, issuer }: Wire): void {
  const before = session(2, issuer);
  codec.request.encode(before);
  const [message, results] = stepOf(2, issuer);
  const grown = codec.request.encode(extend(before, { message }, results));
  if (!sameJson(grown, codec.request.encode(session(3, issuer))))
    throw new Error(`${codec.id} encodes a grown session otherwise`);
}
