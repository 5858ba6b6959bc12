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

function last({ provider, wire, faultyRequest, endpoint, producer, policy }: Case): Exchange {
  return {
    wire: wire ?? (provider === 'anthropic' ? 'anthropic-messages' : (provider ?? '')),
    request: faultyRequest,
    endpoint,
    producer,
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

  it('is found in its place, and nothing else', () => {
    const { findings } = arranged(one).auditor.take(last(one)) as Audited;
    const told = findings.map(({ code, severity, at }) => ({ code, severity, at }));
    if (expectedFinding === null) return expect(told).toEqual([]);
    const { code, severity, at } = expectedFinding;
    expect(told).toContainEqual({ code, severity, at });
    expect(new Set(told.map((finding) => finding.code)).size).toBeLessThan(3);
  });

  it('is repaired with no more leave than its kind needs, or left alone', () => {
    const { ledger } = arranged(one);
    const kind = expectedRepair?.kind ?? 'exact';
    for (const allow of [allowances[kind], ['policy', 'degrade'] as const]) {
      const { request, repairs } = repair(outgoingOf(last(one)), ledger, { allow }) as Repaired;
      if (expectedRepair === null) {
        expect(request).toBe(faultyRequest);
        continue;
      }
      expect(request).toEqual(expectedRepair.request);
      expect(repairs.map((made) => made.kind)).toContain(kind);
      expect((repair({ ...outgoingOf(last(one)), request }, ledger, { allow }) as Repaired).request).toBe(
        request,
      );
    }
  });
});
