import { wireNames } from '@throughline/codecs';
import { ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditor, type Audited } from './audit.ts';
import type { Exchange } from './capture/exchange.ts';
import { createLedger } from './memory-ledger.ts';
import { repair, repairText } from './repair.ts';
import { sessions } from './sessions.fixture.ts';
import { exchangesOf, voices, write } from './voices.fixture.ts';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
const objects = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('messages', 'contents', 'input', 'content', 'choices', 'output')),
  json,
) as fc.Arbitrary<JsonObject>;

/** What came of it: findings, or an error of ours. All else is thrown. */
function told(exchange: Exchange): 'findings' | 'refused' {
  const ledger = createLedger();
  const { wire, request } = exchange;
  try {
    const auditor = createAuditor({ ledger });
    for (let times = 0; times < 2; times += 1)
      if (!Array.isArray((auditor.take(exchange) as Audited).findings)) throw new Error('no findings');
    void repair({ wire, request }, ledger, { allow: ['policy', 'degrade'], keep: 'all' });
    return 'findings';
  } catch (error) {
    if (ThroughlineError.is(error)) return 'refused';
    throw error;
  }
}

/** The same value with others in some places. */
function spoiled(value: JsonValue, at: () => number, others: readonly JsonValue[]): JsonValue {
  const chance = at();
  if (chance < others.length) return others[chance] as JsonValue;
  if (Array.isArray(value)) return (value as JsonValue[]).map((item) => spoiled(item, at, others));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spoiled(item, at, others)]));
}

const wires = Object.keys(wireNames);

describe.each(wires)('%s', (wire) => {
  it('answers to any JSON with findings or an error of ours', () =>
    fc.assert(
      fc.property(objects, objects, (request, response) => {
        expect(told({ wire, request, response })).toMatch(/findings|refused/);
      }),
      { numRuns: 150 },
    ));

  it('answers so to requests and replies with anything anywhere', () => {
    const voice = voices.find((one) => one.wire === wire);
    if (voice === undefined) throw new Error(`no voice for ${wire}`);
    fc.assert(
      fc.property(
        sessions(voice.traits),
        fc.array(json, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(60)),
        (session, others, chances) => {
          const at = (): number => chances.next().value ?? 99;
          const [first] = exchangesOf(voice, session);
          const { request } = write(voice, session);
          const bad = spoiled({ request, response: first?.response ?? null }, at, others);
          const whole = typeof bad === 'object' && bad !== null ? (bad as JsonObject) : {};
          const spoilt = (key: string): JsonObject =>
            typeof whole[key] === 'object' && whole[key] !== null ? (whole[key] as JsonObject) : {};
          expect(told({ wire, request: spoilt('request'), response: spoilt('response') })).toMatch(
            /findings|refused/,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes values nested deeper than a stack', () => {
    const voice = voices.find((one) => one.wire === wire);
    if (voice === undefined) throw new Error(`no voice for ${wire}`);
    const body = JSON.stringify(
      write(voice, {
        system: 'deep',
        moments: [
          { type: 'ask', text: 'a' },
          { type: 'said', blocks: [{ type: 'call', callId: 'c', name: 'n', args: { deep: 'deep' } }] },
          { type: 'heard', results: [{ callId: 'c', name: 'n', text: 'deep' }] },
        ],
      }).request,
    );
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const request = JSON.parse(
      body.replaceAll('"deep"', (_text, at) => (body[at + 6] === ':' ? '"deep"' : deep)),
    ) as JsonObject;
    expect(told({ wire, request, response: request })).toMatch(/findings|refused/);
  });
});

it('compares messages of ten thousand blocks in the time that it takes to read them', () => {
  const content = Array.from({ length: 10_000 }, (_one, at) => ({
    type: 'thinking',
    thinking: `thought ${at % 7}`,
    signature: `signature-${at}`,
  }));
  const ledger = createLedger();
  const auditor = createAuditor({ ledger });
  const asked = [{ role: 'user', content: 'q' }];
  const request = (blocks: JsonValue): JsonObject => ({
    model: 'claude-opus-5',
    messages: [...asked, { role: 'assistant', content: blocks }, { role: 'user', content: 'r' }],
  });
  void auditor.take({
    wire: 'anthropic-messages',
    request: { model: 'claude-opus-5', messages: asked },
    response: { content },
  });
  const started = performance.now();
  const body = JSON.stringify(request(content.map(({ type, thinking }) => ({ type, thinking }))));
  void repairText(body, { wire: 'anthropic-messages' }, ledger);
  expect(performance.now() - started).toBeLessThan(10_000);
});
