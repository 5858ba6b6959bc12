/** What Anthropic does with the thinking that comes back: refuses what was touched, drops what is not bound to this prefix. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import type { Ledger, Unit } from '../wire.ts';
import { blocksOf, isThinking, messagesOf, prefixHashes, secretOf, unitsOf } from './read.ts';
import { bindingBeta } from './rules.ts';
import { hash, unseal } from './seal.ts';

/** Exact sentences of the API. (anthropics/claude-code#19539, #20705; platform.claude.com preserved-thinking; read 2026-11-23) */
const cannotBeModified =
  '`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.';
const invalidSignature = 'Invalid `signature` in `thinking` block';
const boundElsewhere = `${invalidSignature}. The block is bound to a different conversation. Remove the block, or set \`thinking.block_binding.prefix_mismatch_behavior\` to "drop_block".`;
const needsBeta = ` That setting requires the \`${bindingBeta}\` value in the \`anthropic-beta\` header.`;

export type Judged = {
  readonly refusal?: string;
  /** Paths of blocks that were dropped on request, `messages.1.content.0`. */
  readonly dropped: readonly string[];
};

type Place = {
  readonly path: string;
  readonly block: JsonObject;
  readonly prefix: string;
  readonly isLatest: boolean;
};

export function judgeThinking(body: JsonObject, headers: Headers, ledger: Ledger): Judged {
  const { mode = 'adaptive', thinking } = ledger.options;
  if (thinking === 'unsigned') return { dropped: [] };
  const places = placesOf(body);
  const refusal =
    touched(places) ??
    modified(body, ledger) ??
    (mode === 'manual' ? mustStartWithThinking(body) : undefined);
  if (refusal !== undefined) return { refusal, dropped: [] };
  return mode === 'preserved' ? judgeBinding(places, body, headers) : { dropped: [] };
}

function placesOf(body: JsonObject): readonly Place[] {
  const messages = messagesOf(body);
  const prefixes = prefixHashes(body);
  const latest = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.flatMap((message, index) =>
    blocksOf(message).flatMap((block, order): Place[] => {
      if (message['role'] !== 'assistant' || !isThinking(block)) return [];
      return [
        {
          path: `messages.${index}.content.${order}`,
          block,
          prefix: String(prefixes[index]),
          isLatest: index === latest,
        },
      ];
    }),
  );
}

/** A signature that is missing, or that does not vouch for the text above it. Text added to an omitted block is ignored. */
function touched(places: readonly Place[]): string | undefined {
  for (const { path, block, isLatest } of places) {
    const secret = secretOf(block);
    if (secret === undefined) return `${path}.thinking.signature: Field required`;
    const sealed = unseal(secret);
    if (sealed === undefined) return `${path}: ${invalidSignature}`;
    const isShownAsMinted =
      block['type'] === 'redacted_thinking' || sealed.shown === '' || sealed.shown === block['thinking'];
    if (!isShownAsMinted) return `${path}: ${isLatest ? cannotBeModified : invalidSignature}`;
  }
  return undefined;
}

/** In the latest assistant message either all blocks stand as they were minted, or none is left. */
function modified(body: JsonObject, { replies }: Ledger): string | undefined {
  const messages = messagesOf(body);
  const latest = messages.findLastIndex(({ role }) => role === 'assistant');
  const assistants = messages.filter(({ role }) => role === 'assistant');
  const minted = replies[assistants.length - 1];
  const message = messages[latest];
  if (minted === undefined || message === undefined) return undefined;
  const found = unitsOf(blocksOf(message));
  const thinking = (units: readonly Unit[]): string =>
    units
      .filter(({ kind }) => kind === 'thinking')
      .map(({ gist }) => gist)
      .join('\u0000');
  const order = (units: readonly Unit[]): string =>
    units
      .filter(({ kind }) => kind !== 'text')
      .map(({ kind }) => kind)
      .join(' ');
  const hasNone = found.every(({ kind }) => kind !== 'thinking');
  if (hasNone || (thinking(found) === thinking(minted.units) && order(found) === order(minted.units)))
    return undefined;
  const at = blocksOf(message).findIndex((block) => isThinking(block));
  return `messages.${latest}.content.${Math.max(0, at)}: ${cannotBeModified}`;
}

function mustStartWithThinking(body: JsonObject): string | undefined {
  const { thinking } = body;
  const messages = messagesOf(body);
  const last = messages.at(-1);
  const latest = messages.findLastIndex(({ role }) => role === 'assistant');
  const isOpen = last !== undefined && blocksOf(last).some(({ type }) => type === 'tool_result');
  const message = messages[latest];
  if (!isJsonObject(thinking) || thinking['type'] !== 'enabled' || !isOpen || message === undefined)
    return undefined;
  const [first] = blocksOf(message);
  if (first !== undefined && isThinking(first)) return undefined;
  return `messages.${latest}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first?.['type'])}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`.`;
}

/** Each block is bound to everything before it, and to the thinking block before it. One that fails takes all later ones along. */
function judgeBinding(places: readonly Place[], body: JsonObject, headers: Headers): Judged {
  const isFailing = ({ block, prefix }: Place, index: number): boolean => {
    const sealed = unseal(String(secretOf(block)));
    const before = predecessor(places, index);
    return sealed?.prefix !== prefix || (before !== undefined && sealed.previous !== blockHash(before));
  };
  const at = places.findIndex(isFailing);
  if (at === -1) return { dropped: [] };
  const hasBeta = headers.get('anthropic-beta')?.includes(bindingBeta) === true;
  if (hasBeta && isDropping(body)) return { dropped: places.slice(at).map(({ path }) => path) };
  return {
    refusal: `${String(places[at]?.path)}: ${boundElsewhere}${hasBeta ? '' : needsBeta}`,
    dropped: [],
  };
}

/** All blocks of one reply follow the last block before that reply. Blocks may be missing at the front of a session, not in its middle. */
function predecessor(places: readonly Place[], index: number): JsonObject | undefined {
  const own = places[index]?.prefix;
  return places.slice(0, index).findLast(({ prefix }) => prefix !== own)?.block;
}

function isDropping({ thinking }: JsonObject): boolean {
  const binding = isJsonObject(thinking) ? thinking['block_binding'] : undefined;
  return isJsonObject(binding) && binding['prefix_mismatch_behavior'] === 'drop_block';
}

export function blockHash(block: JsonObject): string {
  return hash(String(secretOf(block)));
}
