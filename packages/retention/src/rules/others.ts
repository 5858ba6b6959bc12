/** Vendors of one line each. */
import { plainText, refuse, source } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

export const otherRules: readonly Rule[] = [
  {
    ...plainText,
    id: 'xiaomi/mimo',
    provider: 'xiaomi',
    issuer: 'xiaomi',
    match: { wires: ['openai-chat'], models: word('mimo') },
    required: 'tool-turns',
    empty: 'required',
    refusals: refuse('The `reasoning_content` in the thinking mode must be passed back to the API.', [
      'reasoning-missing-on-tool-call-message',
      'thinking-pruned-from-latest-turn',
      'turn-split',
      'policy-conflicts-with-dialect',
    ]),
    source: source(
      'https://github.com/anomalyco/opencode/issues/27273',
      'low',
      'One report; the words are those of DeepSeek.',
    ),
  },
  {
    ...plainText,
    id: 'perplexity/sonar',
    provider: 'perplexity',
    issuer: 'perplexity',
    match: { wires: ['openai-chat'], models: word('sonar') },
    field: 'content',
    source: source(
      'https://docs.perplexity.ai/docs/grounded-llm/output-control/structured-outputs',
      'low',
      'Between tags.',
    ),
  },
];
