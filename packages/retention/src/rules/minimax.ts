/** MiniMax, on Chat Completions and on its endpoint that speaks as Anthropic does. */
import { again, plainText, source, unsignedBlocks } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const api = 'https://platform.minimax.io/docs/api-reference';
const minimax = { provider: 'minimax', issuer: 'minimax' } as const;

const m3: Rule = {
  ...minimax,
  ...plainText,
  id: 'minimax/m3',
  match: { wires: ['openai-chat'], models: word('minimax') },
  alsoReads: ['reasoning_details', 'content'],
  thinkingDefault: 'on',
  source: source(
    api,
    'medium',
    'By default between tags in the content, with `reasoning_split` beside it. Leaving it out is silent and costs most: tau2 87 to 64 by its makers.',
  ),
};

export const minimaxRules: readonly Rule[] = [
  {
    ...m3,
    id: 'minimax/m2',
    match: { wires: ['openai-chat'], models: word('minimax-m2') },
    thinkingDefault: 'always',
  },
  m3,
  {
    ...minimax,
    ...unsignedBlocks,
    id: 'minimax/anthropic',
    match: { wires: ['anthropic-messages'], models: word('minimax') },
    thinkingDefault: 'on',
    source: source(
      api,
      'medium',
      'Signatures may be empty or for show. What is missing is missed in silence.',
    ),
  },
];

export const minimaxPlaces: readonly Rule[] = [
  again(m3, 'minimax/by-place', {
    models: '.*',
    endpoints: 'minimax',
    dialects: ['minimax', 'minimax-think'],
  }),
];
