/**
 * What Anthropic answers, by finding.
 * (platform.claude.com thinking-troubleshooting and preserved-thinking; errors reported in anthropics/claude-code, read 2026-11-23)
 */
import { refuse } from './bases.ts';
import type { Rule } from './rule.ts';

type Refusals = NonNullable<Rule['refusals']>;

const invalid = 'messages.{i}.content.{j}: Invalid `signature` in `thinking` block';
const modified =
  'messages.{i}.content.{j}: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.';
const otherPrefix = `${invalid}. The block is bound to a different conversation.`;
const expected =
  'messages.{i}.content.{j}.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.';

/** Every model that signs. */
export const signedRefusals: Refusals = {
  ...refuse('messages.{i}.content.{j}.thinking.signature: Field required', ['signature-missing']),
  ...refuse('messages.{i}.content.{j}.thinking.thinking: Field required', ['thinking-field-missing']),
  ...refuse('messages.{i}.content.{j}.thinking.cache_control: Extra inputs are not permitted', [
    'cache-control-on-thinking',
  ]),
  ...refuse(invalid, [
    'signature-altered',
    'blocks-merged',
    'foreign-signature',
    'partial-thinking-replayed',
  ]),
  ...refuse(modified, ['blocks-reordered', 'thinking-pruned-from-latest-turn', 'inherited-thinking-in-fork']),
};

/** With a thinking budget set by hand, a message of the open tool loop must begin with thinking. */
export const manualRefusals: Refusals = refuse(expected, [
  'thinking-missing-in-open-tool-loop',
  'turn-split',
  'thinking-toggled-in-open-loop',
  'policy-conflicts-with-dialect',
]);

/** Models that bind a block to everything before it. */
export const boundRefusals: Refusals = refuse(otherPrefix, [
  'prefix-mutated',
  'stale-thinking-after-compaction',
  'retroactive-repair',
  'inherited-thinking-in-fork',
]);
