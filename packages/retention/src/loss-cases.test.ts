import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { createAuditor, outgoingOf } from './audit.ts';
import type { Exchange } from './capture/exchange.ts';
import { createLedger } from './memory-ledger.ts';
import { repair } from './repair.ts';

type Case = {
  readonly id: string;
  readonly provider: string;
  readonly before: { readonly exchanges: readonly (Omit<Exchange, 'wire'> & { readonly wire?: string })[] };
  readonly faultyRequest: JsonObject;
  readonly expectedFinding: { readonly code: string; readonly severity: string; readonly at: string } | null;
  readonly expectedRepair: {
    readonly request: JsonObject;
    readonly kind: 'exact' | 'structural' | 'policy' | 'degrade';
  } | null;
};

const folder = new URL('../../../../shared/loss-cases/', import.meta.url);
const wires: { readonly [provider: string]: string } = { anthropic: 'anthropic-messages' };

const cases = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case)
  : [];

describe.each(cases)('$id', (one) => {
  const { provider, before, faultyRequest, expectedFinding, expectedRepair } = one;
  const wire = wires[provider] ?? provider;

  function arranged() {
    const ledger = createLedger();
    const auditor = createAuditor({ ledger });
    for (const exchange of before.exchanges) auditor.take({ wire, ...exchange } as Exchange);
    return { ledger, auditor };
  }

  it('is found', () => {
    const { findings } = arranged().auditor.take({ wire, request: faultyRequest }) as {
      findings: readonly { code: string; at: string; severity: string; explain: string }[];
    };
    if (expectedFinding === null) expect(findings).toEqual([]);
    else
      expect(findings.map(({ code, at, severity }) => ({ code, at, severity }))).toContainEqual({
        code: expectedFinding.code,
        at: expectedFinding.at,
        severity: expectedFinding.severity,
      });
    expect(findings.length).toBeLessThan(2);
  });

  it('is repaired, or left alone', () => {
    const { ledger } = arranged();
    const outgoing = outgoingOf({ wire, request: faultyRequest });
    for (const allow of [
      expectedRepair === null
        ? []
        : [expectedRepair.kind].filter((kind) => kind === 'policy' || kind === 'degrade'),
      ['policy', 'degrade'] as const,
    ]) {
      const repaired = repair(outgoing, ledger, { allow }) as {
        request: JsonObject;
        repairs: readonly unknown[];
      };
      if (expectedRepair === null) expect(repaired.request).toBe(faultyRequest);
      else expect(repaired.request).toEqual(expectedRepair.request);
    }
  });
});
