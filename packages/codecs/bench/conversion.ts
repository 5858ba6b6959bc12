/** bytes → transcript → bytes of a session, against JSON.parse and JSON.stringify of the same bytes. */
import { parseJson, stringifyJson, type Codec } from '@throughline/core';
import { ratio } from './measure.ts';
import { session } from './sessions.ts';
import { megabytes, type Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'conversion: bytes → transcript → bytes, 500 messages, as a multiple of JSON.parse + JSON.stringify (target 1.5)';

const steps = 250;

export async function run(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const wire of wires) rows.push(await ours(wire));
  return rows;
}

async function ours(wire: Wire): Promise<Row> {
  const { codec, issuer } = wire;
  const { value, delivery } = codec.request.encode(session(steps, issuer));
  const bytes = stringifyJson(value);
  if (converted(bytes, codec) !== bytes) throw new Error(`${codec.id} changed the bytes`);
  const sent = delivery.filter(({ status }) => status === 'sent').length;
  return {
    wire: label(wire),
    bytes: megabytes(Buffer.byteLength(bytes)),
    '× JSON': await ratio(
      () => converted(bytes, codec),
      () => JSON.stringify(JSON.parse(bytes)),
    ),
    thinking: `${sent} of ${steps}`,
  };
}

function converted(bytes: string, codec: Codec): string {
  return stringifyJson(codec.request.encode(codec.request.decode(parseJson(bytes))).value);
}
