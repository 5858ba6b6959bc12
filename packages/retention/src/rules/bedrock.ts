/** What Bedrock Converse serves besides Claude. */
import { openLoopOnly, refuse, source, takesNone, unsignedBlocks, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const api = 'https://github.com/aws/aws-sdk-js-v3/tree/main/clients/client-bedrock-runtime';

/** A signature is refused by name. (`@earendil-works/pi-ai` 1.5.2, read 2026-11-23) */
const noSignature = refuse("This model doesn't support the reasoningContent.reasoningText.signature field", [
  'foreign-signature',
]);

const unsigned: Demands = { ...unsignedBlocks, signed: 'never', refusals: noSignature };

const on = (models: string): Rule['match'] => ({ wires: ['bedrock-converse'], models });
const bedrock = { provider: 'bedrock' } as const;

export const bedrockRules: readonly Rule[] = [
  {
    ...bedrock,
    ...openLoopOnly,
    id: 'bedrock/gpt-oss',
    issuer: 'gpt-oss',
    match: on(word('gpt-oss')),
    field: 'content',
    refusals: noSignature,
    source: source(api, 'low'),
  },
  {
    ...bedrock,
    ...unsignedBlocks,
    id: 'bedrock/openai',
    issuer: 'openai',
    match: on(word('gpt-|o[1-9](?![a-z0-9])')),
    signed: 'always',
    bound: ['account'],
    source: source(
      api,
      'medium',
      'Encrypted, as `redactedContent`, at times in several pieces: verbatim or not at all.',
    ),
  },
  {
    ...bedrock,
    ...takesNone,
    id: 'bedrock/deepseek-r1',
    issuer: 'deepseek',
    match: on(word('deepseek[-.]r1')),
    finished: 'strip',
    field: 'content',
    refusals: noSignature,
    source: source(api, 'low', 'Its template leaves out the thinking of all earlier messages.'),
  },
  {
    ...bedrock,
    ...unsigned,
    id: 'bedrock/nova',
    issuer: 'amazon',
    match: on(word('nova')),
    source: source(api, 'low'),
  },
  {
    ...bedrock,
    ...unsigned,
    id: 'bedrock/open-models',
    issuer: 'open-weights',
    match: on(
      word('deepseek|kimi|moonshot|minimax|qwen|zai|glm|nvidia|nemotron|gemma|mistral|magistral|grok'),
    ),
    source: source(api, 'medium'),
  },
];
