/** bytes → messages → bytes of a session, by the codecs and by others, against JSON.parse and JSON.stringify of the same bytes. */
import { parseJson, stringifyJson, type ModelRequest } from '@throughline/core';
import { codecFor } from '../src/index.ts';
import { besideOthers } from './beside.ts';
import { lostIn } from './kept.ts';
import { ratio } from './measure.ts';
import { reasonOf } from './peers/index.ts';
import { versions, type Convert, type Peer } from './peers/peer.ts';
import { session } from './sessions.ts';
import { megabytes, type Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'conversion: bytes → messages → bytes, 500 messages, as a multiple of JSON.parse + JSON.stringify (target 1.5)';

const steps = 250;
/** A hand-off, for the peers that do only this. */
const handOffs: { readonly [wire: string]: readonly [wire: string, dialect: string] } = {
  'anthropic-messages': ['openai-chat', 'deepseek'],
};

type Task = { readonly wire: Wire; readonly before: ModelRequest; readonly body: string };

export async function run(): Promise<readonly Row[]> {
  return besideOthers(wires.map(taskOf), ours, theirs);
}

function taskOf(wire: Wire): Task {
  const body = stringifyJson(wire.codec.request.encode(session(steps, wire.issuer)).value);
  return { wire, body, before: wire.codec.request.decode(parseJson(body)) };
}

async function ours(task: Task): Promise<readonly Row[]> {
  const { wire, body } = task;
  const there = conversionTo(wire.name, wire.codec.dialect, wire);
  const { body: back } = await there(body);
  if (back !== body) throw new Error(`${wire.codec.id} changed the bytes`);
  const handOff = handOffs[wire.name];
  return [
    await measured('throughline', there, task),
    ...(handOff === undefined ? [] : [await measured('throughline', conversionTo(...handOff, wire), task)]),
  ];
}

function conversionTo(to: string, dialect: string | undefined, { codec }: Wire): Convert {
  const target = codecFor(to, dialect);
  return async (body) => ({
    wire: to,
    ...(dialect !== undefined && { dialect }),
    body: stringifyJson(target.request.encode(codec.request.decode(parseJson(body))).value),
  });
}

async function theirs(peer: Peer, task: Task): Promise<readonly Row[]> {
  const convert = peer.requests[task.wire.name];
  if (convert === undefined) return [];
  try {
    return [{ ...(await measured(peer.name, convert, task)), note: `${versions(peer)}; ${peer.requestsBy}` }];
  } catch (error) {
    return [{ from: label(task.wire), by: peer.name, note: `${versions(peer)}: ${reasonOf(error)}` }];
  }
}

async function measured(by: string, convert: Convert, { wire, before, body }: Task): Promise<Row> {
  const made = await convert(body);
  return {
    from: label(wire),
    to: made.wire === wire.name ? 'the same' : made.wire,
    by,
    bytes: megabytes(Buffer.byteLength(body)),
    '× JSON': await ratio(
      () => convert(body),
      () => JSON.stringify(JSON.parse(body)),
    ),
    lost: lostIn(before, made),
  };
}
