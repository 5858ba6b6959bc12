import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditor, outgoingOf } from './audit.ts';
import { damages, type DamageName } from './damage.fixture.ts';
import { edits, type EditName } from './edits.fixture.ts';
import { picking } from './judge.fixture.ts';
import type { Remembered } from './ledger.ts';
import { createLedger } from './memory-ledger.ts';
import { repairText } from './repair.ts';
import { ruleFor } from './rules/match.ts';
import { createSeenBodies, type SeenBodies } from './seen-bodies.ts';
import { sessions, type Session } from './sessions.fixture.ts';
import { latestKey } from './view.ts';
import { exchangesOf, outgoing, voices, write, type Voice } from './voices.fixture.ts';

/** A conversation until its last request, as a hook sees it: each body kept with its reply. */
function heard(voice: Voice, session: Session) {
  const ledger = createLedger();
  const auditor = createAuditor({ ledger });
  const seen = createSeenBodies(ledger);
  for (const exchange of exchangesOf(voice, session)) {
    void auditor.take(exchange);
    const { request, ...target } = outgoingOf(exchange);
    const made = ledger.find([latestKey], target.tenant)[0]?.at(-1) as Remembered;
    void seen.keep(JSON.stringify(request), target, made);
  }
  return { ledger, seen };
}

function targetOf(voice: Voice): Parameters<SeenBodies['isWhole']>[1] {
  const { request: _request, ...target } = outgoingOf(outgoing(voice, {}));
  return target;
}

/** Whether the rule says the same of a message once its turn is over. */
function isSteady(voice: Voice): boolean {
  const { wire, dialect, endpoint } = targetOf(voice);
  const { finished, flags = [] } = ruleFor({ wire, dialect, endpoint, model: voice.model });
  return finished === 'keep' && flags.length === 0;
}

const choices = fc.array(fc.nat(), { minLength: 6, maxLength: 6 });
const changes = fc.constantFrom<DamageName | EditName>(
  ...(Object.keys(damages) as DamageName[]),
  ...(Object.keys(edits) as EditName[]),
);

describe.each(voices)('$wire, $name', (voice) => {
  it('says the same of a body as reading it does', () => {
    let known = 0;
    fc.assert(
      fc.property(sessions(voice.traits), changes, choices, (session, name, chosen) => {
        const { ledger, seen } = heard(voice, session);
        const change = name in damages ? damages[name as DamageName].damage : edits[name as EditName];
        const changed = change(session, picking(chosen), voice)?.session;
        for (const one of changed === undefined ? [session] : [session, changed]) {
          const body = JSON.stringify(write(voice, one).request);
          const read = repairText(body, targetOf(voice), ledger);
          expect(repairText(body, targetOf(voice), ledger, { seen })).toEqual(read);
          if (seen.isWhole(body, targetOf(voice))) known += 1;
        }
      }),
      { numRuns: 12, seed: 20_261_125 },
    );
    expect(known > 0).toBe(isSteady(voice));
  });
});

describe('a long conversation', () => {
  const voice = voices.find(({ name }) => name === 'claude-opus-4-6') as Voice;
  const session: Session = fc
    .sample(sessions(voice.traits), { numRuns: 40, seed: 7 })
    .find(({ moments }) => moments.length > 4 && moments.at(-1)?.type === 'heard') as Session;

  it('is known by its last body', () => {
    const { seen } = heard(voice, session);
    expect(seen.isWhole(JSON.stringify(write(voice, session).request), targetOf(voice))).toBe(true);
  });

  it('is read anew by whoever asks for another target, or has another beginning', () => {
    const { seen } = heard(voice, session);
    const body = JSON.stringify(write(voice, session).request);
    expect(seen.isWhole(body, { ...targetOf(voice), tenant: 'another' })).toBe(false);
    expect(seen.isWhole(body, { ...targetOf(voice), endpoint: 'another' })).toBe(false);
    expect(seen.isWhole(body.replace('{', '{ '), targetOf(voice))).toBe(false);
    expect(seen.isWhole('', targetOf(voice))).toBe(false);
  });

  it('is forgotten where there is no room', () => {
    const { ledger } = heard(voice, session);
    const seen = createSeenBodies(ledger, {}, 10);
    const exchange = exchangesOf(voice, session).at(-1) as ReturnType<typeof exchangesOf>[number];
    const { request, ...target } = outgoingOf(exchange);
    const made = ledger.find([latestKey])[0]?.at(-1) as Remembered;
    void seen.keep(JSON.stringify(request), target, made);
    expect(seen.isWhole(JSON.stringify(write(voice, session).request), target)).toBe(false);
  });
});
