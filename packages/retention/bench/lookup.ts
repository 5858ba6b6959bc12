/** Whether a look-up costs the same however much is remembered. */
import { createAuditor, outgoingOf } from '../src/audit.ts';
import { consult, examine } from '../src/examine.ts';
import { createNamer } from '../src/keys.ts';
import { createLedger, type MemoryLedger } from '../src/memory-ledger.ts';
import { outgoing } from '../src/voices.fixture.ts';
import { anatomyOf } from '../src/wires/index.ts';
import { historyOf } from '../src/wires/anatomy.ts';
import { figureOf, said, timed } from './measure.ts';
import { prepared, voiceOf } from './sessions.ts';

const voice = voiceOf('claude-opus-5');
const { request, exchanges } = prepared(voice, 20);
const target = outgoingOf(outgoing(voice, request));

export async function lookup(): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const size of [1e2, 1e4, 1e6]) rows.push(await row(size));
  return rows;
}

async function row(size: number): Promise<string> {
  const ledger = filled(size);
  const [key] = placesOf();
  const finds = await rounds(() => {
    for (let times = 0; times < 20_000; times += 1) ledger.find([key as string]);
  });
  const looks = await rounds(() => {
    for (let times = 0; times < 50; times += 1) void consult(examine(target), ledger);
  });
  return `${ledger.size} replies remembered: find ${said(scaled(finds, 20_000))} µs, examine of 20 steps ${said(scaled(looks, 50))} µs`;
}

function scaled(times: readonly number[], count: number) {
  return figureOf(times.map((milliseconds) => (milliseconds * 1000) / count));
}

async function rounds(work: () => void): Promise<readonly number[]> {
  await timed(work);
  const times: number[] = [];
  while (times.length < 9) times.push(await timed(work));
  return times;
}

function placesOf(): readonly string[] {
  const name = createNamer();
  const anatomy = anatomyOf(voice.wire);
  return anatomy.entries(historyOf(anatomy, request)).flatMap((entry) => name(entry)?.place ?? []);
}

/** The session itself, and as many small replies of others. */
function filled(size: number): MemoryLedger {
  const ledger = createLedger({ maxBytes: Infinity });
  const auditor = createAuditor({ ledger });
  for (const exchange of exchanges) void auditor.take(exchange);
  for (let at = ledger.size; at < size; at += 1) ledger.add(small(at));
  return ledger;
}

function small(at: number): Parameters<MemoryLedger['add']>[0] {
  const id = `other${at}`;
  return {
    id,
    origin: { wire: voice.wire, model: voice.model, issuer: 'claude' },
    name: id,
    items: [{ role: 'assistant', content: [{ type: 'thinking', thinking: id, signature: id }] }],
    isCut: false,
    keys: [`id:${id}`, `place:${id}`, `said:${id}`, `proof:${id}`, `thought:${id}`],
    turn: id,
    sent: { parts: [id], head: {} },
  };
}
