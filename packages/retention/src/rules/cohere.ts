/** Cohere, on its own wire. */
import { plainText, source } from './bases.ts';
import type { Rule } from './rule.ts';

export const cohereRules: readonly Rule[] = [
  {
    ...plainText,
    id: 'cohere/chat',
    provider: 'cohere',
    issuer: 'cohere',
    match: { wires: ['cohere-chat'], models: '.*' },
    field: 'content',
    alsoReads: ['tool_plan'],
    source: source(
      'https://github.com/cohere-ai/cohere-typescript',
      'medium',
      'Types of 8.1.0. Thinking is a block of the content, the plan before calls a field of its own.',
    ),
  },
];
