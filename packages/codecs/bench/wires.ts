/** Every registered wire, in the first of its dialects that takes thinking back. */
import type { Codec } from '@throughline/core';
import { codecFor, wireNames } from '../src/index.ts';
import type { Issuer } from './sessions.ts';

export type Wire = { readonly name: string; readonly codec: Codec; readonly issuer: Issuer };

export const wires: readonly Wire[] = Object.entries(wireNames).map(([name, dialects]) => {
  const codecs = dialects.map((dialect) => codecFor(name, dialect));
  const codec = codecs.find(({ capabilities }) => capabilities.thinkingReturns) ?? codecFor(name);
  return { name, codec, issuer: codec.capabilities.issuers[0] };
});

/** `openai-chat/deepseek`, or the wire alone where it has one dialect only. */
export function label({ name, codec }: Wire): string {
  return wireNames[name]?.length === 1 || codec.dialect === undefined ? name : `${name}/${codec.dialect}`;
}
