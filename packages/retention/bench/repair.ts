/** What it costs to look at a request of two megabytes on its way, and to put it right. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { createAuditor, outgoingOf } from '../src/audit.ts';
import { damages } from '../src/damage.fixture.ts';
import type { Exchange } from '../src/capture/exchange.ts';
import type { Remembered } from '../src/ledger.ts';
import { createLedger, type MemoryLedger } from '../src/memory-ledger.ts';
import { createSeenBodies } from '../src/seen-bodies.ts';
import { latestKey } from '../src/view.ts';
import { repairText, type RepairedText } from '../src/repair.ts';
import { outgoing, write, type Voice } from '../src/voices.fixture.ts';
import { paired, said } from './measure.ts';
import { longSession, prepared, voiceOf } from './sessions.ts';

const steps = 255;
const damaging = { intact: undefined, 'one block lost': damages.drop, 'all thinking lost': damages.dropAll };

export async function repair(): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const name of ['claude-opus-4-6', 'deepseek-chat reasoning_content', 'claude-fable-5-1'])
    rows.push(...(await rowsOf(name)));
  return rows;
}

async function rowsOf(name: string): Promise<readonly string[]> {
  const voice = voiceOf(name);
  const ledger = createLedger();
  const auditor = createAuditor({ ledger });
  for (const exchange of prepared(voice, steps).exchanges) void auditor.take(exchange);
  const rows = [await nextOf(voice, ledger)];
  for (const [what, damage] of Object.entries(damaging)) {
    const session = longSession(voice, steps, 'session');
    const damaged = damage?.damage(session, () => steps - 1, voice)?.session ?? session;
    const body = JSON.stringify(write(voice, damaged).request);
    const { request: _request, ...target } = outgoingOf(outgoing(voice, {}));
    const run = (): RepairedText => repairText(body, target, ledger) as RepairedText;
    const { ratio, ours } = await paired(
      often(run),
      often(() => parsed(body)),
      15,
    );
    const size = (body.length / 1e6).toFixed(1);
    rows.push(
      `${name}, ${what}: ${size} MB, ${said(ratio)} × JSON.parse, ${(ours.median / times).toFixed(1)} ms, ${run().repairs.length} repairs`,
    );
  }
  return rows;
}

/** A request that goes on from one that was sent: what a hook sees in every step but the first. */
async function nextOf(voice: Voice, ledger: MemoryLedger): Promise<string> {
  const { exchanges, request } = prepared(voice, steps);
  const { request: before, ...target } = outgoingOf(exchanges.at(-1) as Exchange);
  const seen = createSeenBodies(ledger);
  void seen.keep(JSON.stringify(before), target, ledger.find([latestKey])[0]?.at(-1) as Remembered);
  const body = JSON.stringify(request);
  if (!seen.isWhole(body, target)) throw new Error(`${voice.name}: not known`);
  const run = (): unknown => repairText(body, target, ledger, { seen });
  const { ratio, ours } = await paired(
    often(run),
    often(() => parsed(body)),
    15,
  );
  return `${voice.name}, intact, the next of its conversation: ${(body.length / 1e6).toFixed(1)} MB, ${said(ratio)} × JSON.parse, ${(ours.median / times).toFixed(2)} ms`;
}

/** One run is too short for a clock of CPU time. */
const times = 10;

function often(work: () => unknown): () => void {
  return () => {
    for (let run = 0; run < times; run += 1) work();
  };
}

function parsed(body: string): JsonObject {
  const value: unknown = JSON.parse(body);
  return isJsonObject(value) ? value : {};
}
