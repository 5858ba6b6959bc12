/** Anthropic's Claude, on its own wire and on Bedrock Converse. */
import { boundRefusals, manualRefusals, signedRefusals } from './anthropic-refusals.ts';
import { takesNone, plainText, source, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';
import { version, word } from './spelling.ts';

const docs = 'https://platform.claude.com/docs/en';
const thinking = `${docs}/build-with-claude/thinking`;
const preserved = `${docs}/build-with-claude/preserved-thinking`;

const fable52 = word(`claude-(?:fable|mythos)-${version('5.2')}`);
const fable51 = word(`claude-fable-${version('5.1')}`);
const mythos51 = word(`claude-mythos-${version('5.1')}`);
const fable5 = word(`claude-(?:fable|mythos)-(?:${version('5')}|preview)`);
const opus55 = word(`claude-opus-${version('5.5')}`);
const opus5 = word(`claude-opus-${version('5')}`);
const sonnet55 = word(`claude-sonnet-${version('5.5')}`);
const sonnet5 = word(`claude-sonnet-${version('5')}`);
const haiku55 = word(`claude-haiku-${version('5.5')}`);
const opus47 = word(`claude-opus-${version('4.7', '4.8')}`);
const claude46 = word(`claude-(?:opus|sonnet)-${version('4.6')}`);
const opus45 = word(`claude-opus-${version('4.5')}`);
const anyClaude = word('claude');
const upTo4 = word('claude-(?:opus-4|sonnet-4|haiku-4|[123]|v[123]|instant)');

/** Claude with a thinking budget set by hand, which must open every message of a tool loop with thinking. */
export const manualClaude: string = word(
  'claude-(?:(?:opus|sonnet|haiku)-4(?![-.][6-9](?!\\d))|[123]|v[123]|instant)',
);

/** Blocks that every model before the binding reads, and those of Haiku 5.5, which are locked to no model. */
const beforeBinding = [upTo4, opus5, sonnet5, fable5, haiku55];

const signed: Demands = {
  ...plainText,
  field: 'content',
  signed: 'always',
  exact: 'latest-turn',
  reads: beforeBinding,
  refusals: signedRefusals,
};

const manual: Demands = {
  ...signed,
  required: 'open-loop',
  thinkingDefault: 'off',
  refusals: { ...signedRefusals, ...manualRefusals },
};

const bound: Demands = {
  ...signed,
  exact: 'any-turn',
  bound: ['prefix', 'chain', 'model'],
  thinkingDefault: 'always',
  refusals: { ...signedRefusals, ...boundRefusals },
};

const claude = { provider: 'anthropic', issuer: 'claude' } as const;

function on(models: string, wires: readonly string[] = ['anthropic-messages', 'bedrock-converse']) {
  return { wires, models };
}

const newAccounts =
  'Prefix enforced for accounts created since 2026-08-31, on older ones when the request asks.';

/** Who reads whom differs on Bedrock: Sonnet 5.5 and Opus 5.5 are read by the next one up on Anthropic's own API only. */
const fable51Reads = [...beforeBinding, mythos51];
const opus55Reads = [upTo4, opus5, sonnet5, haiku55];

const boundRules: readonly Rule[] = [
  {
    ...claude,
    ...bound,
    id: 'anthropic/fable-5.2',
    match: on(fable52),
    reads: [...beforeBinding, opus55, fable51, mythos51],
    source: {
      ...source(
        `${docs}/models/fable-5-2/whats-new-fable-5-2`,
        'medium',
        'Prefix enforced for every account. Its blocks are read by Fable 5.2 and Mythos 5.2 only; which older ones it reads is inferred.',
      ),
      read: '2026-11-25',
    },
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/fable-5.1-bedrock',
    match: on(fable51, ['bedrock-converse']),
    reads: fable51Reads,
    source: source(preserved, 'high', newAccounts),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/fable-5.1',
    match: on(fable51),
    reads: [...fable51Reads, opus55],
    source: source(preserved, 'high', newAccounts),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/mythos-5.1',
    match: on(mythos51),
    reads: [...beforeBinding, fable51, opus55],
    source: source(
      preserved,
      'medium',
      'Records the prefix; by its own page it did not enforce it, by that of Fable 5.2 it does for every account on some platforms.',
    ),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/opus-5.5-bedrock',
    match: on(opus55, ['bedrock-converse']),
    reads: opus55Reads,
    source: source(preserved, 'high', newAccounts),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/opus-5.5',
    match: on(opus55),
    reads: [...opus55Reads, sonnet55],
    source: source(`${docs}/models/opus-5-5/whats-new-opus-5-5`, 'high', newAccounts),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/sonnet-5.5',
    match: on(sonnet55),
    bound: ['prefix', 'chain', 'model', 'account'],
    reads: [upTo4, sonnet5, haiku55],
    source: source(
      `${docs}/models/sonnet-5-5/whats-new-sonnet-5-5`,
      'high',
      `${newAccounts} Blocks of another account are dropped in silence.`,
    ),
  },
  {
    ...claude,
    ...bound,
    id: 'anthropic/haiku-5.5',
    match: on(haiku55),
    bound: ['prefix', 'chain', 'account'],
    reads: [],
    thinkingDefault: 'on',
    source: source(
      'https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-thinking-block-binding',
      'high',
      `${newAccounts} Other models read its blocks; it reads its own only. That it thinks by default is inferred.`,
    ),
  },
];

const freeRules: readonly Rule[] = [
  {
    ...claude,
    ...signed,
    id: 'anthropic/fable-5',
    match: on(fable5),
    thinkingDefault: 'always',
    source: source(thinking, 'high'),
  },
  {
    ...claude,
    ...signed,
    id: 'anthropic/opus-5',
    match: on(`${opus5}|${sonnet5}`),
    thinkingDefault: 'on',
    source: source(thinking, 'high', 'A tool loop without any of its thinking is answered, only worse.'),
  },
  {
    ...claude,
    ...signed,
    id: 'anthropic/opus-4.7',
    match: on(opus47),
    thinkingDefault: 'off',
    source: source(thinking, 'high', 'Opus 4.7 and 4.8: adaptive thinking only.'),
  },
  {
    ...claude,
    ...manual,
    id: 'anthropic/4.6',
    match: on(claude46),
    source: source(thinking, 'high', 'Refuses a loop without thinking under a budget, not when adaptive.'),
  },
  {
    ...claude,
    ...manual,
    id: 'anthropic/opus-4.5',
    match: on(opus45),
    source: source(thinking, 'high'),
  },
  {
    ...claude,
    ...manual,
    id: 'anthropic/older',
    match: on(manualClaude),
    returns: 'open-loop',
    source: source(
      thinking,
      'high',
      'Sonnet and Haiku up to 4.5, Opus up to 4.1: thinking of earlier turns is accepted, and not shown to the model.',
    ),
  },
];

export const anthropicRules: readonly Rule[] = [
  ...boundRules,
  ...freeRules,
  {
    ...claude,
    ...bound,
    id: 'anthropic/later',
    match: on(anyClaude),
    reads: [anyClaude],
    source: source(
      preserved,
      'low',
      'Later models are announced to be bound for every account; the rest is inferred.',
    ),
  },
  {
    ...claude,
    ...takesNone,
    id: 'anthropic/openai-compatible',
    match: { wires: ['openai-chat'], models: anyClaude, endpoints: 'api\\.anthropic\\.com' },
    source: source(`${docs}/api/openai-sdk`, 'low', 'No thinking comes back on this wire, and none is read.'),
  },
  {
    ...claude,
    ...plainText,
    id: 'anthropic/by-gateway',
    match: { wires: ['openai-chat'], models: anyClaude },
    field: 'reasoning_details',
    alsoReads: ['thinking_blocks', 'reasoning_content', 'reasoning'],
    signed: 'optional',
    source: source('https://openrouter.ai/docs/use-cases/reasoning-tokens', 'low', 'Depends on the gateway.'),
  },
  {
    ...claude,
    ...plainText,
    id: 'anthropic/by-responses',
    match: { wires: ['openai-responses'], models: anyClaude },
    field: 'input',
    signed: 'optional',
    source: source(
      'https://github.com/OpenRouterTeam/typescript-sdk/issues/125',
      'low',
      'Through a gateway.',
    ),
  },
];
