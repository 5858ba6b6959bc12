/** What is wrong at one place, and what would put it right. */
import type { JsonValue } from '@throughline/core';
import type { Evidence, FindingCode, RepairKind, Severity } from './findings.ts';
import type { Block, Entry } from './wires/anatomy.ts';

/** A change of a request: other items in place of some, or another setting; a setting without a value is taken out. */
export type Edit =
  | {
      readonly type: 'items';
      readonly from: number;
      readonly to: number;
      readonly items: readonly JsonValue[];
    }
  | { readonly type: 'setting'; readonly path: string; readonly value?: JsonValue };

export type Fix = {
  readonly kind: RepairKind;
  readonly edits: readonly Edit[];
  /** Headers the changed request needs. */
  readonly headers?: { readonly [name: string]: string };
};

export type Issue = {
  readonly code: FindingCode;
  readonly at: string;
  readonly evidence: Evidence;
  /** Says what is particular here; what the code means in general is added. */
  readonly explain: string;
  /** Where it differs from what is usual for the code. */
  readonly severity?: Severity;
  readonly fix?: Fix;
  /** What would put it back, where that is allowed and not needed. */
  readonly restoring?: readonly Edit[];
  /** Why there is no fix. */
  readonly refusal?: string;
  /** The place by numbers, for what the provider says of it. */
  readonly entry?: Entry;
  readonly block?: Block;
};
