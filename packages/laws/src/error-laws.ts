/** Laws over errors of other wires: what a provider refused must be told in the words of this wire. */
import fc from 'fast-check';
import { errorKinds, type ProviderError } from '@throughline/core';
import { words } from './generate.ts';
import { holds, LawBroken, same, type Law } from './law.ts';

/** An error of another wire is one on this wire too, with its sentence and, where the wire has a word for it, its kind. */
const errorsCross: Law<ProviderError> = {
  name: 'errors cross',
  check(codec, error) {
    const told = codec.error.decode(codec.error.encode(error));
    if (told === undefined) throw new LawBroken(this.name, '$', 'it is not known as an error');
    if (error.message !== undefined) same(this.name, told.message, error.message);
    const again = codec.error.decode(codec.error.encode({ ...told, wire: 'elsewhere' }));
    holds(this.name, again?.kind === told.kind, 'kind', `${told.kind} becomes ${String(again?.kind)}`);
  },
};

export const foreignErrors: fc.Arbitrary<ProviderError> = fc
  .tuple(fc.constantFrom(...errorKinds), fc.option(words, { nil: undefined }))
  .map(([kind, message]) => ({
    kind,
    ...(message !== undefined && { message }),
    wire: 'elsewhere',
    body: { oops: kind },
  }));

export const errorLaws: readonly Law<ProviderError>[] = [errorsCross];
