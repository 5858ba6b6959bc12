/** xAI's Grok. */
import { again, plainText, source, takesNone } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const docs = 'https://docs.x.ai/developers/model-capabilities/text/comparison';
const xai = { provider: 'xai', issuer: 'xai' } as const;

const chat: Rule = {
  ...xai,
  ...takesNone,
  id: 'xai/chat',
  match: { wires: ['openai-chat'], models: word('grok') },
  source: source(
    docs,
    'high',
    'No field for encrypted thinking on this wire: everything earlier is discarded.',
  ),
};

export const xaiRules: readonly Rule[] = [
  {
    ...xai,
    ...plainText,
    id: 'xai/responses',
    match: { wires: ['openai-responses'], models: word('grok') },
    field: 'input',
    signed: 'optional',
    source: source(
      'https://docs.x.ai/developers/model-capabilities/text/best-practices',
      'high',
      'Encrypted thinking goes back with every turn. What is answered to a foreign one is not known.',
    ),
  },
  chat,
];

export const xaiPlaces: readonly Rule[] = [
  again(chat, 'xai/by-place', { models: '.*', endpoints: 'api\\.x\\.ai', dialects: ['xai'] }),
];
