/** OpenAI's models, on Responses and on Chat Completions, at OpenAI and on Azure. */
import { again, plainText, refuse, source, takesNone, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const guide = 'https://developers.openai.com/api/docs/guides/reasoning';
const types = 'https://github.com/openai/openai-node';

const plainModels = word('gpt-?[34]|chatgpt|gpt-5-chat|davinci|babbage');
const currentTurn = word('gpt-5|codex');
const allTurns = word('gpt-(?:5[-.][6-9](?!\\d)|[6-9])');
const oSeries = word('o[1-9](?![a-z0-9])|computer-use');
// Not the dialect `openai`, which is also what is said where nothing is known.
const places = { endpoints: 'api\\.openai\\.com|azure', dialects: ['azure'] };

const openai = { provider: 'openai', issuer: 'openai' } as const;
const responses = ['openai-responses'];
const chat = ['openai-chat'];

const items: Demands = {
  ...plainText,
  field: 'input',
  signed: 'optional',
  exact: 'any-turn',
  bound: ['account'],
  refusals: {
    ...refuse("Item '{id}' of type 'reasoning' was provided without its required following item.", [
      'orphan-reasoning-item',
    ]),
    // The message goes on with the id of the missing item; messages are refused like calls.
    ...refuse("Item '{id}' of type 'function_call' was provided without its required 'reasoning' item", [
      'required-reasoning-missing',
    ]),
    ...refuse(
      "Item with id '{id}' not found. Items are not persisted when `store` is set to false.",
      ['dangling-item-id'],
      404,
    ),
    ...refuse('Duplicate item found with id {id}', ['duplicate-item-id']),
    ...refuse('Encrypted content organization_id did not match the target organization.', [
      'encrypted-reasoning-foreign-org',
    ]),
    ...refuse('The encrypted content gAAA... could not be verified.', [
      'signature-altered',
      'foreign-signature',
    ]),
  },
};

const newest: Rule = {
  ...openai,
  ...items,
  id: 'openai/gpt-5.6',
  match: { wires: responses, models: allTurns },
  thinkingDefault: 'on',
  source: source(types, 'high', 'From gpt-5.6 on, `reasoning.context` is `all_turns` by default.'),
};

const other: Rule = {
  ...openai,
  ...takesNone,
  id: 'openai/chat',
  match: { wires: chat, models: `${plainModels}|${allTurns}|${currentTurn}|${oSeries}` },
  source: source(
    types,
    'high',
    'Chat Completions returns no thinking and takes none: it is lost between calls.',
  ),
};

export const openaiRules: readonly Rule[] = [
  {
    ...openai,
    ...takesNone,
    id: 'openai/no-thinking',
    match: { wires: responses, models: plainModels },
    field: 'input',
    refusals: {
      ...items.refusals,
      ...refuse('Reasoning input items can only be provided to a reasoning or computer use model.', [
        'reasoning-to-non-reasoning-model',
      ]),
    },
    source: source('https://github.com/openai/openai-agents-python/issues/569', 'high'),
  },
  newest,
  {
    ...newest,
    id: 'openai/gpt-5',
    match: { wires: responses, models: currentTurn },
    flags: [{ at: 'reasoning.context', value: 'all_turns', when: 'finished-turns' }],
    source: source(
      types,
      'high',
      'gpt-5 up to 5.5 and codex: `current_turn` by default. Seen accepted on 5.4 and 5.5, by others on 5.',
    ),
  },
  {
    ...openai,
    ...items,
    id: 'openai/o-series',
    match: { wires: responses, models: oSeries },
    returns: 'open-loop',
    thinkingDefault: 'always',
    source: source(
      guide,
      'medium',
      'Older turns are dropped by the server; whether a setting changes that is not known.',
    ),
  },
  other,
];

/** Deployments by another name: whatever they are, these are the rules of the place. */
export const openaiPlaces: readonly Rule[] = [
  again(newest, 'openai/responses-by-place', { models: '.*', ...places }, 'A name that is not known.'),
  again(other, 'openai/chat-by-place', { models: '.*', ...places }),
];
