/** Google's Gemini: generateContent, Interactions, and the endpoint that speaks Chat Completions. */
import { again, openLoopOnly, plainText, refuse, source, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const signatures = 'https://ai.google.dev/gemini-api/docs/thought-signatures';
const vertexSignatures = 'https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures';
const interactions = 'https://ai.google.dev/gemini-api/docs/interactions/thinking';

/** From Gemini 3 on. The names without a number point to one of these. */
export const signingGemini = 'gemini-(?:[3-9]|(?:pro|flash|flash-lite)-latest)';
const anyGemini = word('gemini');
const vertex = 'vertex|aiplatform';

const google = { provider: 'gemini', issuer: 'google' } as const;

/** Only the first call of a step is signed, and only the current turn is looked at. */
export const firstCalls: Demands = {
  ...plainText,
  required: 'first-call',
  field: 'parts',
  signed: 'always',
  exact: 'latest-turn',
  bound: ['endpoint'],
  thinkingDefault: 'on',
  sentinel: 'skip_thought_signature_validator',
  refusals: {
    ...refuse('Function call is missing a thought_signature in functionCall parts.', [
      'thought-signature-missing',
      'turn-split',
      'policy-conflicts-with-dialect',
    ]),
    ...refuse('Corrupted thought signature.', [
      'signature-altered',
      'foreign-signature',
      'endpoint-bound-signature',
    ]),
  },
};

const optional: Demands = { ...plainText, field: 'parts', signed: 'optional' };

const vertexMissing = refuse(
  'Function call `{name}` in the `{i}.` content block is missing a `thought_signature`.',
  ['thought-signature-missing', 'turn-split', 'policy-conflicts-with-dialect'],
);

const gemini3: Rule = {
  ...google,
  ...firstCalls,
  id: 'gemini/3',
  match: { wires: ['gemini'], models: word(signingGemini) },
  source: source(
    signatures,
    'high',
    'Siblings of a signed call stay unsigned. That one endpoint refuses the signatures of another is known from reports only.',
  ),
};

const compatible3: Rule = {
  ...google,
  ...firstCalls,
  id: 'gemini/3-compatible',
  match: { wires: ['openai-chat'], models: word(signingGemini) },
  field: 'tool_calls[].extra_content.google.thought_signature',
  source: source(signatures, 'low', 'The place of the signature is one claim and a recording.'),
};

const compatible: Rule = {
  ...google,
  ...optional,
  id: 'gemini/compatible',
  match: { wires: ['openai-chat'], models: anyGemini },
  field: compatible3.field,
  source: compatible3.source,
};

const place = { endpoints: `googleapis|${vertex}`, dialects: ['gemini'] };

/** Google's own endpoint says which Gemini it is, whatever prefix a name has. */
export const geminiPlaces: readonly Rule[] = [
  again(compatible3, 'gemini/3-compatible-by-place', place),
  again(compatible, 'gemini/compatible-by-place', place),
];

export const geminiRules: readonly Rule[] = [
  {
    ...google,
    ...optional,
    id: 'gemini/3-image',
    match: { wires: ['gemini'], models: word('gemini-[3-9][^/]*-image') },
    source: source(signatures, 'high', 'Signs, and does not refuse what comes back unsigned.'),
  },
  {
    ...gemini3,
    id: 'gemini/3-vertex',
    match: { ...gemini3.match, endpoints: vertex },
    refusals: { ...firstCalls.refusals, ...vertexMissing },
    source: source(
      vertexSignatures,
      'medium',
      'Other words for the same refusal; that it wants every call signed is disputed.',
    ),
  },
  gemini3,
  {
    ...google,
    ...optional,
    id: 'gemini/2.5',
    match: { wires: ['gemini'], models: anyGemini },
    source: source(signatures, 'high', 'Signatures may be left out; with them it thinks better.'),
  },
  {
    ...openLoopOnly,
    provider: 'gemini',
    issuer: 'gemma',
    id: 'gemini/gemma',
    match: { wires: ['gemini', 'gemini-interactions'], models: word('gemma') },
    field: 'parts',
    source: source('https://github.com/huggingface/chat-ui/pull/2470', 'low'),
  },
  {
    ...google,
    ...optional,
    id: 'gemini/interactions',
    match: { wires: ['gemini-interactions'], models: anyGemini },
    field: 'input',
    signed: 'always',
    source: source(
      interactions,
      'medium',
      'A thought is a step of its own and always signed; with `store: false` the client returns it. What is answered to a missing one is not known.',
    ),
  },
  compatible3,
  compatible,
];
