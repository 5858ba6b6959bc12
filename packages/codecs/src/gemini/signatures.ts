/** `thoughtSignature`, which may sit on any part, both ways. */
import type { JsonObject, Signature } from '@throughline/core';
import { lose, signaturesLost, type Telling } from '../encoding.ts';
import { formOf } from '../notes.ts';
import { isText, issuer, skipValidation, standIns, wire } from './format.ts';
import type { Fields } from './spelling.ts';

const kind = 'thinking';

export type Signed = {
  readonly signatures?: readonly Signature[];
  /** A stand-in proves nothing: it is noted, and never becomes a signature. */
  readonly form: { readonly standIn?: string };
};

export function signatureIn(fields: Fields): Signed {
  const value = fields.take('thoughtSignature', isText);
  if (value === undefined) return { form: {} };
  if (standIns.has(value)) return { form: { standIn: value } };
  return { signatures: [{ issuer, kind, value }], form: {} };
}

/** The signature of ours that may go out here, if there is one. */
export function ownSignature(signatures: readonly Signature[] | undefined): Signature | undefined {
  return signatures?.find((signature) => signature.issuer === issuer);
}

type Signable = Parameters<typeof formOf>[0] & { readonly signatures?: readonly Signature[] };

/** The field, or none; signatures of others are told as lost. */
export function signatureField(part: Signable, path: string, telling: Telling): JsonObject {
  const own = ownSignature(part.signatures);
  signaturesLost(
    telling,
    path,
    part.signatures?.filter((one) => one !== own),
  );
  if (own !== undefined && own.kind !== kind)
    lose(telling, `${path}.signatures`, 'field-unsupported', `all signatures are of one kind here`);
  const value = own?.value ?? formOf(part, wire, 'standIn');
  return value === undefined ? {} : { thoughtSignature: value };
}

/** For the first call of a step that another provider's model made. */
export function standInFor(path: string, telling: Telling): JsonObject {
  lose(telling, `${path}.signatures`, 'field-unsupported', `unsigned: goes out with ${skipValidation}`);
  return { thoughtSignature: skipValidation };
}
