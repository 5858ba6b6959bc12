import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { createAuditor, outgoingOf, type Audited, type Auditor } from './audit.ts';
import type { Exchange } from './capture/exchange.ts';
import type { RepairKind } from './findings.ts';
import { createLedger, type MemoryLedger } from './memory-ledger.ts';
import { repair, type Repaired } from './repair.ts';

type Case = Partial<Exchange> & {
  readonly id: string;
  readonly provider?: string;
  readonly before: { readonly exchanges: readonly Partial<Exchange>[] };
  readonly faultyRequest: JsonObject;
  readonly expectedFinding: { readonly code: string; readonly severity: string; readonly at: string } | null;
  readonly expectedRepair: { readonly request: JsonObject; readonly kind: RepairKind } | null;
};

/** Ours, and those that lie beside this repository. */
const folders = ['../../../corpus/loss/', '../../../../shared/loss-cases/'].map(
  (path) => new URL(path, import.meta.url),
);

const cases = folders.flatMap((folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case)
    : [],
);

function last({
  provider,
  wire,
  faultyRequest,
  endpoint,
  dialect,
  producer,
  headers,
  policy,
}: Case): Exchange {
  return {
    wire: wire ?? (provider === 'anthropic' ? 'anthropic-messages' : (provider ?? '')),
    request: faultyRequest,
    endpoint,
    dialect,
    producer,
    headers,
    policy,
  };
}

function arranged(one: Case): { readonly ledger: MemoryLedger; readonly auditor: Auditor } {
  const ledger = createLedger();
  const auditor = createAuditor({ ledger });
  const { wire } = last(one);
  for (const exchange of one.before.exchanges) void auditor.take({ wire, ...exchange } as Exchange);
  return { ledger, auditor };
}

const allowances = { exact: [], structural: [], policy: ['policy'], degrade: ['degrade'] } as const;

describe.each(cases)('$id', (one) => {
  const { faultyRequest, expectedFinding, expectedRepair } = one;
  const kind = expectedRepair?.kind ?? 'exact';

  it('is found in its place, and little else', () => {
    const { findings } = arranged(one).auditor.take(last(one)) as Audited;
    const told = findings.map(({ code, severity, at }) => ({ code, severity, at }));
    const expected = expectedFinding === null ? [] : [pick(expectedFinding)];
    expect(told).toEqual(expect.arrayContaining(expected));
    expect(new Set(told.map(({ code }) => code)).size).toBeLessThanOrEqual(expected.length * 2);
  });

  it.each([{ allow: allowances[kind] }, { allow: ['policy', 'degrade'] as const }])(
    'is repaired, or left alone, with leave for $allow',
    ({ allow }) => {
      const { ledger } = arranged(one);
      const { request, repairs } = repair(outgoingOf(last(one)), ledger, { allow }) as Repaired;
      expect(request).toEqual(expectedRepair?.request ?? faultyRequest);
      expect(request === faultyRequest).toBe(expectedRepair === null);
      expect(repairs.map((made) => made.kind).includes(kind)).toBe(expectedRepair !== null);
      const again = repair({ ...outgoingOf(last(one)), request }, ledger, { allow }) as Repaired;
      expect(again.request).toBe(request);
    },
  );
});

function pick({ code, severity, at }: NonNullable<Case['expectedFinding']>): object {
  return { code, severity, at };
}
