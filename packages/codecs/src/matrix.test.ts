/** Every hand-written request of every wire, handed to every wire and dialect under every policy. */
import {
  extend,
  handOffRequest,
  sameJson,
  stringifyJson,
  violations,
  type Codec,
  type Delivery,
  type Encoded,
  type JsonObject,
  type JsonValue,
  type ModelRequest,
  type Part,
  type Reply,
  type ThinkingPart,
  type ThinkingPolicy,
} from '@throughline/core';
import { assistant, call, text, think, tool, result, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { codecFor, wireNames } from './index.ts';

const policies: readonly ThinkingPolicy[] = ['drop', 'keep-readable', 'tag'];
const wires = Object.keys(wireNames);
const targets = Object.entries(wireNames).flatMap(([wire, dialects]) =>
  dialects.map((dialect) => ({ name: `${wire}/${dialect}`, to: codecFor(wire, dialect) })),
);

type Native = { readonly name: string; readonly from: Codec; readonly body: JsonValue };

const natives: { readonly [wire: string]: readonly Native[] } = Object.fromEntries(
  wires.map((wire) => [
    wire,
    readCorpus(wire).flatMap(({ name, dialect, request }) =>
      request === undefined ? [] : [{ name, from: codecFor(wire, dialect), body: request }],
    ),
  ]),
);

type Thought = { readonly path: string; readonly part: ThinkingPart };

function partsIn({ messages }: ModelRequest): readonly { readonly path: string; readonly part: Part }[] {
  return messages.flatMap(({ parts }, index) =>
    parts.map((part, order) => ({ part, path: `messages[${index}].parts[${order}]` })),
  );
}

function thoughtsIn(request: ModelRequest): readonly Thought[] {
  return partsIn(request).flatMap(({ part, path }) => (part.type === 'thinking' ? [{ part, path }] : []));
}

function each(
  wire: string,
  to: Codec,
  check: (native: Native, ours: ModelRequest, encoded: Encoded<JsonObject>, policy: ThinkingPolicy) => void,
): void {
  for (const native of natives[wire] ?? []) {
    const ours = native.from.request.decode(native.body);
    for (const thinking of policies) {
      try {
        check(native, ours, to.request.encode(ours, { thinking }), thinking);
      } catch (cause) {
        throw new Error(`${native.name}, ${thinking}: ${(cause as Error).message}`, { cause });
      }
    }
  }
}

/** Long enough not to stand in a body by chance. */
const isTelling = (value: string | undefined): value is string => value !== undefined && value.length > 7;

describe.each(wires)('from %s', (wire) => {
  it.each(targets)('to $name: each thinking part has one delivery, withheld ones a reason', ({ to }) =>
    each(wire, to, (_native, ours, { delivery }) => {
      expect(delivery.map(({ path }) => path)).toEqual(thoughtsIn(ours).map(({ path }) => path));
      for (const { status, reason } of delivery) expect(status === 'sent' || reason !== undefined).toBe(true);
    }),
  );

  it.each(targets)('to $name: no proof goes to a stranger, no id of thinking either', ({ to }) =>
    each(wire, to, (_native, ours, { value }) => {
      const body = stringifyJson(value);
      const { issuers, partIssuers = issuers } = to.capabilities;
      const secrets = partsIn(ours).flatMap(({ part }): readonly (string | undefined)[] => {
        const taken = part.type === 'thinking' ? issuers : partIssuers;
        const signatures = 'signatures' in part && part.signatures !== undefined ? part.signatures : [];
        const proofs = signatures.flatMap(({ issuer, value: proof }) =>
          taken.includes(issuer) ? [] : [proof],
        );
        return part.type === 'thinking' && to.id !== wire ? [...proofs, part.id] : proofs;
      });
      expect(secrets.filter((secret) => isTelling(secret) && body.includes(secret))).toEqual([]);
    }),
  );

  it.each(targets)('to $name: what is withheld is nowhere, what is sent is thinking', ({ to }) =>
    each(wire, to, ({ from }, ours, { value, delivery }, policy) => {
      const body = stringifyJson(value);
      const received = thoughtsIn(to.request.decode(value)).map(({ part }) => part.text);
      const joined = received.join('\n\n');
      const wrong = thoughtsIn(ours).filter(({ part: { text: words } }, index) => {
        const { status, reason } = delivery[index] as Delivery;
        if (!isTelling(words)) return false;
        if (reason === 'as tagged text') return policy !== 'tag';
        if (status === 'sent') return !joined.includes(words);
        return from.id !== to.id && body.includes(JSON.stringify(words).slice(1, -1));
      });
      expect(wrong).toEqual([]);
    }),
  );

  it.each(targets)('to $name: the body is one of that wire, and its calls and results still join', ({ to }) =>
    each(wire, to, (_native, ours, { value }) => {
      const back = to.request.decode(value);
      const again = to.request.encode(back);
      expect(sameJson(again.value, value)).toBe(true);
      const orphans = ({ messages }: ModelRequest): number =>
        violations(messages).filter(({ code }) => code === 'result-orphaned').length;
      expect(orphans(back)).toBeLessThanOrEqual(orphans(ours));
    }),
  );

  it.each(targets)(
    'to $name and back: the first wire gets what it minted, and the new step behind it',
    ({ to }) =>
      each(wire, to, ({ from, body }, ours) => {
        const reply: Reply = {
          message: {
            ...assistant(
              think('Foreign thought.'),
              text('So be it.'),
              call('look', { at: 'x' }, 'call_far_1'),
            ),
            origin: { wire: to.id },
          },
        };
        const { [from.history]: before } = from.request.encode(ours).value;
        expect(sameJson(from.request.encode(ours).value, body)).toBe(true);
        const longer = extend(ours, reply, tool(result('call_far_1', 'seen')), user('And now?'));
        const { [from.history]: after } = from.request.encode(longer).value;
        if (!Array.isArray(before) || !Array.isArray(after)) return;
        expect(after.length).toBeGreaterThan(before.length);
        expect(sameJson(after.slice(0, before.length), before)).toBe(true);
      }),
  );
});

describe('every ordered pair of wires', () => {
  it.each(targets)('$name to itself changes nothing and loses nothing', ({ to }) => {
    for (const { name, from, body } of natives[to.id] ?? []) {
      if (from.dialect !== to.dialect) continue;
      const { value, losses } = handOffRequest(body, from, to);
      expect({ name, losses, isSame: sameJson(value, body) }).toEqual({ name, losses: [], isSame: true });
    }
  });
});
