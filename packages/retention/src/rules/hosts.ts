/** Hosts of open models, and other places that decide by themselves which field they read: known by endpoint or dialect. */
import { openLoopOnly, plainText, refuse, source, takesNone, type Demands } from './bases.ts';
import { missingAt } from './moonshot.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const oss = word('gpt-oss');

function on(models: string, endpoints: string, ...dialects: readonly string[]): Rule['match'] {
  return { wires: ['openai-chat'], models, endpoints, ...(dialects.length > 0 && { dialects }) };
}

const strict: Demands = { ...plainText, field: 'reasoning', refuses: ['reasoning_content'] };
const strictLoop: Demands = { ...openLoopOnly, field: 'reasoning', refuses: ['reasoning_content'] };

const groqRefusal = refuse(
  "'messages.{i}' : for 'role:assistant' the following must be satisfied[('messages.{i}' : property '{field}' is unsupported)]",
  ['reasoning-field-rejected'],
);
const groq = {
  provider: 'groq',
  refusals: groqRefusal,
  source: source(
    'https://github.com/janhq/jan/issues/8136',
    'high',
    'With `reasoning_format: raw`, between tags.',
  ),
} as const;

const cerebras = {
  provider: 'cerebras',
  refusals: refuse(
    "messages.{i}.assistant.{field}: property 'messages.{i}.assistant.{field}' is unsupported",
    ['reasoning-field-rejected'],
  ),
  source: source('https://github.com/QwenLM/qwen-code/issues/11045', 'high'),
} as const;

const fireworks: Rule = {
  ...plainText,
  id: 'fireworks/any',
  provider: 'fireworks',
  issuer: 'open-weights',
  match: on('.*', 'fireworks', 'fireworks'),
  flags: [{ at: 'reasoning_history', value: 'preserved', when: 'finished-turns' }],
  source: source(
    'https://docs.fireworks.ai/guides/reasoning',
    'high',
    'By default thinking before the last real question of the user is not shown.',
  ),
};

const cerebrasGlm: Rule = {
  ...strict,
  ...cerebras,
  id: 'cerebras/glm',
  issuer: 'zhipu',
  match: on(word('glm|zai'), 'cerebras', 'cerebras'),
  alsoReads: ['content'],
  source: source(
    'https://github.com/Alishahryar1/free-claude-code/issues/1136',
    'medium',
    'Also between tags.',
  ),
};

const strictHosts: readonly Rule[] = [
  {
    ...takesNone,
    ...groq,
    id: 'groq/no-thinking',
    issuer: 'open-weights',
    match: on(word('llama|kimi-k2|gemma2|allam|compound'), 'groq', 'groq', 'groq-raw'),
    field: 'reasoning',
    refuses: ['reasoning', 'reasoning_content'],
    source: source(
      'https://github.com/vercel/ai/pull/8057',
      'high',
      'Models that do not think refuse either key.',
    ),
  },
  { ...strictLoop, ...groq, id: 'groq/gpt-oss', issuer: 'gpt-oss', match: on(oss, 'groq', 'groq') },
  {
    ...strict,
    ...groq,
    id: 'groq/raw',
    issuer: 'open-weights',
    match: { wires: ['openai-chat'], models: '.*', dialects: ['groq-raw'] },
    field: 'content',
    alsoReads: ['reasoning'],
  },
  { ...strict, ...groq, id: 'groq/any', issuer: 'open-weights', match: on('.*', 'groq', 'groq') },
  {
    ...strictLoop,
    ...cerebras,
    id: 'cerebras/gpt-oss',
    issuer: 'gpt-oss',
    match: on(oss, 'cerebras', 'cerebras'),
  },
  cerebrasGlm,
  // Only this host spells it so.
  { ...cerebrasGlm, id: 'cerebras/glm-by-name', match: { wires: ['openai-chat'], models: '^zai-glm-' } },
  {
    ...strict,
    ...cerebras,
    id: 'cerebras/any',
    issuer: 'open-weights',
    match: on('.*', 'cerebras', 'cerebras'),
  },
];

export const hostRules: readonly Rule[] = [
  ...strictHosts,
  {
    ...openLoopOnly,
    id: 'together/gpt-oss',
    provider: 'together',
    issuer: 'gpt-oss',
    match: on(oss, 'together', 'together'),
    field: 'reasoning',
    source: source('https://github.com/pydantic/pydantic-ai', 'medium'),
  },
  {
    ...plainText,
    id: 'together/any',
    provider: 'together',
    issuer: 'open-weights',
    match: on('.*', 'together', 'together'),
    field: 'reasoning',
    alsoReads: ['reasoning_content'],
    source: source('https://github.com/pydantic/pydantic-ai', 'medium'),
  },
  {
    ...openLoopOnly,
    id: 'fireworks/gpt-oss',
    provider: 'fireworks',
    issuer: 'gpt-oss',
    match: on(oss, 'fireworks', 'fireworks'),
    source: fireworks.source,
  },
  fireworks,
  {
    ...fireworks,
    id: 'fireworks/by-name',
    match: { wires: ['openai-chat'], models: '^accounts/fireworks/' },
  },
  {
    ...plainText,
    id: 'siliconflow/kimi',
    provider: 'siliconflow',
    issuer: 'moonshot',
    match: on(word('kimi'), 'siliconflow'),
    required: 'tool-calls',
    empty: 'required',
    refusals: missingAt('reasoning_content is missing in assistant tool call message at index {i}'),
    source: source('https://github.com/agentscope-ai/QwenPaw/issues/433', 'medium', 'Its code is 20015.'),
  },
  {
    ...plainText,
    id: 'chutes/any',
    provider: 'chutes',
    issuer: 'open-weights',
    match: on('.*', 'chutes'),
    alsoReads: ['reasoning'],
    source: source(
      'https://github.com/earendil-works/pi',
      'medium',
      'Replies say the same text under both keys.',
    ),
  },
  {
    ...plainText,
    id: 'copilot/any',
    provider: 'copilot',
    issuer: 'copilot',
    match: on('.*', 'githubcopilot|copilot-api', 'copilot'),
    field: 'reasoning_text',
    signed: 'optional',
    source: source(
      'https://github.com/anomalyco/opencode/issues/8900',
      'low',
      'Its proof is `reasoning_opaque`.',
    ),
  },
  {
    ...plainText,
    id: 'snowflake/any',
    provider: 'snowflake',
    issuer: 'snowflake',
    match: on('.*', 'snowflake', 'snowflake'),
    field: 'reasoning_details',
    signed: 'optional',
    source: source('https://github.com/pydantic/pydantic-ai', 'low', 'As recorded in public test suites.'),
  },
  {
    ...plainText,
    id: 'perplexity/any',
    provider: 'perplexity',
    issuer: 'perplexity',
    match: on('.*', 'perplexity', 'perplexity'),
    field: 'content',
    source: source(
      'https://docs.perplexity.ai/docs/grounded-llm/output-control/structured-outputs',
      'low',
      'Between tags.',
    ),
  },
];
