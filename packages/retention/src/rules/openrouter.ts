/** OpenRouter: one field for everybody's thinking, and the rules of whoever stands behind it. */
import { again, plainText, refuse, source, type Demands } from './bases.ts';
import { signingGemini } from './gemini.ts';
import type { Rule } from './rule.ts';

const docs = 'https://openrouter.ai/docs/use-cases/reasoning-tokens';

const details: Demands = {
  ...plainText,
  field: 'reasoning_details',
  alsoReads: ['reasoning', 'reasoning_content'],
  signed: 'optional',
  refusals: refuse('Provider returned error', ['reasoning-details-not-consolidated']),
};

const refusedBehind = refuse('Provider returned error', ['signature-altered', 'foreign-signature']);

type Line = Demands & {
  readonly line: string;
  readonly issuer: string;
  readonly models: string;
  readonly note?: string;
};

const lines: readonly Line[] = [
  {
    ...details,
    line: 'claude',
    issuer: 'claude',
    models: '^~?anthropic/',
    exact: 'latest-turn',
    refusals: {
      ...details.refusals,
      ...refusedBehind,
      ...refuse('Provider returned error', ['thinking-pruned-from-latest-turn', 'blocks-reordered']),
    },
    note: 'The list says nothing of where an entry stood among texts and calls.',
  },
  {
    ...details,
    line: 'gpt',
    issuer: 'openai',
    models: '^~?openai/(?!gpt-oss)',
    bound: ['account'],
    refusals: { ...details.refusals, ...refusedBehind },
  },
  {
    ...details,
    line: 'gemini-3',
    issuer: 'google',
    models: `^~?google/${signingGemini}`,
    required: 'first-call',
    signed: 'always',
    bound: ['endpoint'],
    refusals: {
      ...details.refusals,
      ...refusedBehind,
      ...refuse('Provider returned error', ['endpoint-bound-signature']),
      ...refuse('Gemini models require OpenRouter reasoning details to be preserved in each request', [
        'thought-signature-missing',
        'reasoning-missing-on-tool-call-message',
        'policy-conflicts-with-dialect',
      ]),
    },
  },
  { ...details, line: 'gemini', issuer: 'google', models: '^~?google/gemini' },
  { ...details, line: 'grok', issuer: 'xai', models: '^~?x-ai/' },
  {
    ...details,
    line: 'glm',
    issuer: 'zhipu',
    models: '^~?z-ai/',
    returns: 'open-loop',
    signed: 'never',
    note: 'Thinking preserved across turns is not supported on the way to Z.ai.',
  },
  { ...details, line: 'deepseek', issuer: 'deepseek', models: '^~?deepseek/', signed: 'never' },
  { ...details, line: 'minimax', issuer: 'minimax', models: '^~?minimax/', signed: 'never' },
  { ...details, line: 'mimo', issuer: 'xiaomi', models: '^~?xiaomi/', signed: 'never' },
];

function row({ line, models, note, ...demands }: Line): Rule {
  return {
    ...demands,
    id: `openrouter/${line}`,
    provider: 'openrouter',
    match: { wires: ['openai-chat'], models },
    source: source(docs, 'high', note),
  };
}

const place = { endpoints: 'openrouter', dialects: ['openrouter'] };

/** Names that only OpenRouter spells like this. */
export const openrouterNames: readonly Rule[] = lines.map(row);

export const openrouterPlaces: readonly Rule[] = [
  ...openrouterNames.map((rule) => again(rule, `${rule.id}-by-place`, place)),
  {
    ...details,
    id: 'openrouter/other',
    provider: 'openrouter',
    issuer: 'open-weights',
    match: { wires: ['openai-chat'], models: '.*', ...place },
    source: source(
      docs,
      'high',
      'The sequence goes back whole and in order; what is demanded is up to the provider behind.',
    ),
  },
];
