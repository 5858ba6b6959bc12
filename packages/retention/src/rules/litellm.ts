/** LiteLLM, which carries the blocks of Claude and the signatures of Gemini in fields of its own. */
import { manualClaude } from './anthropic.ts';
import { manualRefusals } from './anthropic-refusals.ts';
import { plainText, source, type Demands } from './bases.ts';
import { firstCalls, signingGemini } from './gemini.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const docs = 'https://docs.litellm.ai/docs/reasoning_content';

const on = (models: string): Rule['match'] => ({
  wires: ['openai-chat'],
  models,
  endpoints: 'litellm',
  dialects: ['litellm'],
});

const blocks: Demands = {
  ...plainText,
  field: 'thinking_blocks',
  signed: 'always',
  exact: 'latest-turn',
};

const litellm = { provider: 'litellm' } as const;

export const litellmRules: readonly Rule[] = [
  {
    ...litellm,
    ...blocks,
    id: 'litellm/claude-manual',
    issuer: 'claude',
    match: on(manualClaude),
    required: 'open-loop',
    refusals: manualRefusals,
    source: source(docs, 'high', 'With `modify_params` it drops `thinking` for the turn instead of failing.'),
  },
  {
    ...litellm,
    ...blocks,
    id: 'litellm/claude',
    issuer: 'claude',
    match: on(word('claude')),
    source: source(docs, 'high'),
  },
  {
    ...litellm,
    ...firstCalls,
    id: 'litellm/gemini-3',
    issuer: 'google',
    match: on(word(signingGemini)),
    field: 'tool_calls[].provider_specific_fields.thought_signature',
    source: source(
      'https://github.com/BerriAI/litellm/issues/32140',
      'medium',
      'Two channels carry the signature; both are read.',
    ),
  },
  {
    ...litellm,
    ...plainText,
    id: 'litellm/other',
    issuer: 'open-weights',
    match: on('.*'),
    source: source(
      'https://github.com/BerriAI/litellm/pull/41380',
      'high',
      'On the way to `hosted_vllm` it removes the field itself; no client can mend that.',
    ),
  },
];
