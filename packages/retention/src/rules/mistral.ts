/** Mistral, on its own wire and where it is taken for Chat Completions. */
import { plainText, source, takesNone, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const example = 'https://github.com/mistralai/client-ts/blob/main/examples/src/reasoning_multi_turn.ts';
const mistral = { provider: 'mistral', issuer: 'mistral' } as const;

/** Thinking stands in the content as a chunk among others, signed at times. */
const chunks: Demands = { ...plainText, field: 'content', signed: 'optional' };

export const mistralRules: readonly Rule[] = [
  {
    ...mistral,
    ...chunks,
    id: 'mistral/thinking',
    match: {
      wires: ['mistral-chat', 'openai-chat'],
      models: word('magistral|mistral-(?:medium|small|large|vibe)'),
    },
    source: source(example, 'high', 'Chunks of all turns go back. What an edit does is not known.'),
  },
  {
    ...mistral,
    ...chunks,
    id: 'mistral/glm',
    match: { wires: ['mistral-chat'], models: word('glm') },
    issuer: 'zhipu',
    source: source(
      'https://github.com/earendil-works/pi',
      'medium',
      'Two thinking chunks in one message are refused: deltas of one thinking must be joined.',
    ),
  },
  {
    ...mistral,
    ...takesNone,
    id: 'mistral/no-thinking',
    match: { wires: ['mistral-chat'], models: word('codestral|devstral|ministral|pixtral|open-mi') },
    field: 'content',
    source: source(example, 'low', 'These do not think.'),
  },
];
