/** Thinking as items: with its proof, as this provider's own, or in the open where it may go so. */
import type { JsonObject, Signature, ThinkingPart } from '@throughline/core';
import { disguised, lose, sent, signaturesLost, withhold } from '../encoding.ts';
import { formOf, withExtra } from '../notes.ts';
import { wire, type Item } from './format.ts';
import { minted, newMessage, noted, usual, type Context, type Group } from './item-context.ts';
import { proofKind, slotTypes, visibilityOf } from './items.ts';

/** Parts of one item go out together, or each of them by the policy. */
export function encodeThinking(group: Group<ThinkingPart>, context: Context): void {
  const proofs = group.flatMap(({ part }) => part.signatures ?? []);
  const proof = proofs.find(({ issuer }) => issuer === context.dialect.issuer);
  for (const { part, path } of group)
    signaturesLost(
      context,
      path,
      part.signatures?.filter((one) => one !== proof),
    );
  if (proof === undefined && !isOwn(group, proofs, context)) return unproven(group, context);
  context.keepsIds = !context.isForeign;
  const texts = group.map(({ part, path }) => {
    sent(context, path);
    const isPlain = part.visibility === 'full' && context.dialect.takesPlain;
    return kept(part, path, formOf(part, wire, 'slot') ?? (isPlain ? 'content' : 'summary'), proof, context);
  });
  context.items.push(reasoningItem(group, texts, proof, context));
}

/** Thinking without a proof is our provider's own where this dialect read it from this wire. */
function isOwn(group: Group<ThinkingPart>, proofs: readonly Signature[], context: Context): boolean {
  return (
    !context.isForeign &&
    proofs.length === 0 &&
    group.every(({ part }) => formOf(part, wire, 'issuer') === context.dialect.issuer)
  );
}

type Text = { readonly part: ThinkingPart; readonly slot: string };

/** The text with its slot; what the slot cannot say of it is lost. */
function kept(
  part: ThinkingPart,
  path: string,
  slot: string,
  proof: Signature | undefined,
  context: Context,
): Text {
  const shown = part.text === undefined ? undefined : { text: part.text, slot };
  const isSigned = proof !== undefined && part.signatures?.includes(proof) === true;
  if (visibilityOf(shown, isSigned) !== part.visibility)
    lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
  if (isSigned && proof.kind !== proofKind)
    lose(
      context,
      `${path}.signatures`,
      'field-unsupported',
      `a proof is of one kind here, not ${proof.kind}`,
    );
  return { part, slot };
}

function reasoningItem(
  [{ part: first, path }]: Group<ThinkingPart>,
  texts: readonly Text[],
  proof: Signature | undefined,
  context: Context,
): Item {
  const hasSummary = formOf(first, wire, 'summary') !== 'absent';
  const summary = blocksIn('summary', texts);
  const content = blocksIn('content', texts);
  const isNew = formOf(first, wire, 'item') === undefined;
  const id = first.id ?? (isNew && context.mint ? minted('rs', context, context.mint) : undefined);
  const ours = {
    type: 'reasoning',
    ...(id !== undefined && { id }),
    ...((hasSummary || summary.length > 0) && { summary }),
    ...(content.length > 0 && { content }),
    ...(proof !== undefined && { encrypted_content: proof.value }),
  };
  const losses: typeof context.losses = [];
  const item = withExtra(ours, noted(first, 'item'), losses);
  for (const { code, detail } of losses) lose(context, `${path}.notes`, code, detail);
  return item;
}

function blocksIn(slot: keyof typeof slotTypes, texts: readonly Text[]): readonly JsonObject[] {
  return texts.flatMap(({ part, slot: place }) =>
    place === slot && part.text !== undefined
      ? [withExtra({ type: slotTypes[slot], text: part.text }, noted(part, 'part'))]
      : [],
  );
}

/** Thinking this provider cannot know for its own. Whoever reads a reply takes it all the same, and hands it back to us. */
function unproven(group: Group<ThinkingPart>, context: Context): void {
  const { dialect, policy, mint } = context;
  const isKept = policy === 'keep-readable' || !context.isForeign;
  const takesPlain = isKept && (dialect.takesPlain || mint !== undefined);
  const texts: Text[] = [];
  for (const { part, path } of group) {
    if (part.text === undefined) withhold(context, path, 'nothing of it is readable here');
    else if (takesPlain) texts.push(plain(part, path, context));
    else if (policy === 'tag')
      context.items.push(newMessage([{ type: usual, text: disguised(context, path, part.text) }], context));
    else withhold(context, path, 'thinking without a proof of this provider has no place here');
  }
  if (mint === undefined) context.keepsIds = false;
  if (texts.length === 0) return;
  const content = blocksIn('content', texts);
  context.items.push({
    type: 'reasoning',
    ...(mint !== undefined && { id: minted('rs', context, mint) }),
    summary: blocksIn('summary', texts),
    ...(content.length > 0 && { content }),
  });
}

function plain(part: ThinkingPart, path: string, context: Context): Text {
  sent(context, path);
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'it is not of this provider');
  return kept(part, path, context.dialect.takesPlain ? 'content' : 'summary', undefined, context);
}
