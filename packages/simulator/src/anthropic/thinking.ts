/** What Anthropic does with the thinking that comes back: refuses what was touched, drops what is not bound to this prefix. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { objects } from '../json.ts';
import type { Ledger } from '../wire.ts';
import { blocksOf, isThinking, messagesOf, prefixHashes, secretOf } from './read.ts';
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
  const message = messages[latest];
  if (message === undefined) return undefined;
  const found = blocksOf(message);
  const first = found.findIndex(isThinking);
  if (first === -1) return undefined;
  const minted = replies
    .map(({ reply }) => objects(reply['content']))
    .findLast((blocks) => blocks.some((block) => found.some((one) => isSame(block, one))));
  if (minted === undefined || layoutOf(minted) === layoutOf(found)) return undefined;
  return `messages.${latest}.content.${first}: ${cannotBeModified}`;
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  if (isThinking(a)) return isThinking(b) && secretOf(a) === secretOf(b);
  return a['type'] === 'tool_use' && b['type'] === 'tool_use' && a['id'] === b['id'];
}

/** The thinking up to its last block, and what kinds of block stand between. */
function layoutOf(blocks: readonly JsonObject[]): string {
  const entries = blocks
    .slice(0, blocks.findLastIndex(isThinking) + 1)
    .map((block) => (isThinking(block) ? String(secretOf(block)) : String(block['type'])));
  return entries.filter((entry, index) => entry !== entries[index - 1]).join(' ');
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

/**
 * Each block is bound to everything before it, and to the thinking block before it: blocks may be missing at the front of a session, not in its
 * middle, and one that was left out may not come back. A block that fails takes all later ones along.
 */
function judgeBinding(places: readonly Place[], body: JsonObject, headers: Headers): Judged {
  const isFailing = ({ block, prefix }: Place, index: number): boolean => {
    const sealed = unseal(String(secretOf(block)));
    const before = places[index - 1]?.block;
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

function isDropping({ thinking }: JsonObject): boolean {
  const binding = isJsonObject(thinking) ? thinking['block_binding'] : undefined;
  return isJsonObject(binding) && binding['prefix_mismatch_behavior'] === 'drop_block';
}

export function blockHash(block: JsonObject): string {
  return hash(String(secretOf(block)));
}
