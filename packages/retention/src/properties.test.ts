import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damages, type DamageName } from './damage.fixture.ts';
import { edits, type EditName } from './edits.fixture.ts';
import type { Finding } from './findings.ts';
import {
  asOutgoing,
  findingsOf,
  judge,
  picking,
  repaired,
  stage,
  textsIn,
  type Stage,
} from './judge.fixture.ts';
import { repairText, type RepairedText } from './repair.ts';
import { ruleFor } from './rules/match.ts';
import { sessions, type Session } from './sessions.fixture.ts';
import { voices, write, type Voice } from './voices.fixture.ts';

/** The same sessions on every machine; others by `FC_SEED`, and many more by `pnpm precision`. */
const seed = Number(process.env['FC_SEED'] ?? 20_261_125);
/** Sessions of each wire, shared out among its models, for each property. */
const perWire = Number(process.env['FC_RUNS'] ?? 60);

const choices = fc.array(fc.nat(), { minLength: 6, maxLength: 6 });
const damageNames = fc.shuffledSubarray(Object.keys(damages) as DamageName[], { minLength: 4, maxLength: 4 });
const editNames = fc.shuffledSubarray(Object.keys(edits) as EditName[], { minLength: 3, maxLength: 3 });

describe.each(voices)(`$wire, $name, FC_SEED=${seed}`, (voice) => {
  const session = sessions(voice.traits);
  const runs = {
    seed,
    numRuns: Math.ceil(perWire / voices.filter(({ wire }) => wire === voice.wire).length),
  };

  it('says nothing of intact sessions, and leaves them as they are', () =>
    fc.assert(
      fc.property(session, (one) => {
        const on = stage(voice, one);
        expect(on.findings).toEqual([]);
        const { request } = on.intact;
        expect(findingsOf(on, request)).toEqual([]);
        expect(repaired(on, request).request).toBe(request);
        expect(textRepaired(on, JSON.stringify(request))).toBe(JSON.stringify(request));
      }),
      runs,
    ));

  it('finds what was damaged, and nothing else', () =>
    fc.assert(
      fc.property(session, damageNames, choices, (one, names, chosen) => {
        const on = stage(voice, one);
        for (const name of names) {
          const verdict = judge(on, name, chosen);
          if (verdict === undefined) continue;
          const told = verdict.excuse === undefined ? verdict.alarms : verdict.findings;
          expect([name, told]).toEqual([name, []]);
          expect([name, verdict.isFound]).toEqual([name, verdict.excuse === undefined]);
        }
      }),
      runs,
    ));

  it('restores what was damaged, or says why not; once is enough; nothing is made up', () =>
    fc.assert(
      fc.property(session, damageNames, choices, (one, names, chosen) => {
        const on = stage(voice, one);
        for (const name of names) {
          const damaged = judge(on, name, chosen);
          if (damaged === undefined || damaged.excuse !== undefined) continue;
          const { request } = repaired(on, damaged.request);
          const left = findingsOf(on, request);
          expect([name, left.filter((finding) => !isLeftForAReason(finding))]).toEqual([name, []]);
          const restored = left.length === 0 ? on.intact.request : request;
          expect([name, request]).toEqual([name, restored]);
          expect(repaired(on, request).request).toBe(request);
          expect(JSON.stringify(repaired(on, damaged.request).request)).toBe(JSON.stringify(request));
          expect(JSON.parse(textRepaired(on, oddlySpelled(damaged.request)))).toEqual(request);
          expect([name, madeUp(on, damaged.request, request)]).toEqual([name, []]);
        }
      }),
      runs,
    ));

  it('undoes every kind of stripping where all is to be kept', () =>
    fc.assert(
      fc.property(session, choices, (one, chosen) => {
        const on = stage(voice, one);
        for (const name of ['drop', 'dropAll', 'strip', 'stripAll', 'blankField'] as const) {
          const damaged = judge(on, name, chosen);
          if (damaged === undefined) continue;
          expect([name, repaired(on, damaged.request, { keep: 'all' }).request]).toEqual([
            name,
            on.intact.request,
          ]);
        }
      }),
      runs,
    ));

  it('never touches what people edited', () =>
    fc.assert(
      fc.property(session, editNames, choices, (one, names, chosen) => {
        const on = stage(voice, one);
        for (const name of names) {
          const edited = edits[name](one, picking(chosen), voice)?.session;
          if (edited === undefined) continue;
          const { request } = write(voice, edited);
          // Where thinking is bound to what stands before it, an edit voids it; that is told, and left alone.
          const told = isBound(voice) ? [] : findingsOf(on, request);
          expect([name, told]).toEqual([name, []]);
          expect(repaired(on, request).request).toBe(request);
          keepsEdit(on, edited, name);
        }
      }),
      runs,
    ));
});

/** With all thinking gone too, what people wrote is there after the repair, and what they took out is not. */
function keepsEdit(on: Stage, edited: Session, name: EditName): void {
  const { voice } = on;
  const bare = damages.dropAll.damage(edited, () => 0, voice)?.session;
  if (bare === undefined) return;
  const { request } = write(voice, bare);
  const texts = textsIn(repaired(on, request).request);
  const added = without(texts, textsIn(request));
  const thoughts = textsIn(write(voice, on.session).request);
  const isThought = (text: string): boolean => thoughts.includes(text) || text.startsWith('<think>');
  expect([name, added.filter((text) => !isThought(text))]).toEqual([name, []]);
  // Between tags thinking is part of the same text.
  const lost = voice.slot === 'inline' ? [] : without(textsIn(request), texts);
  expect([name, lost]).toEqual([name, []]);
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const left = Map.groupBy(others, (text) => text);
  return texts.filter((text) => text !== '' && left.get(text)?.pop() === undefined);
}

function isLeftForAReason({ severity, refusal, repair }: Finding): boolean {
  return severity === 'info' || refusal !== undefined || repair === 'policy' || repair === 'degrade';
}

/** Texts of the repaired request that neither a reply nor the request itself held. */
function madeUp(on: Stage, damaged: unknown, request: unknown): readonly string[] {
  const known = new Set([...textsIn(on.intact.request), ...textsIn(damaged)]);
  return textsIn(request).filter((text) => !known.has(text));
}

function textRepaired(on: Stage, body: string): string {
  const { request: _, ...rest } = asOutgoing(on, {});
  return (repairText(body, rest, on.ledger) as RepairedText).body;
}

/** The same value, with numbers as other languages write them. */
function oddlySpelled(request: unknown): string {
  return JSON.stringify(request).replaceAll('"n":0,', '"n":0.0,').replaceAll('"n":1,', '"n":1e0,');
}

function isBound({ wire, model, place }: Voice): boolean {
  return ruleFor({ wire, model, ...place }).bound.includes('prefix');
}
