/** DeepSeek's own endpoints: Chat Completions, and those that speak as Anthropic and as OpenAI do. */
import {
  again,
  openLoopOnly,
  plainText,
  refuse,
  source,
  takesNone,
  unsignedBlocks,
  type Demands,
} from './bases.ts';
import type { FindingCode } from '../findings.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const guide = 'https://api-docs.deepseek.com/guides/thinking_mode';
const deepseek = { provider: 'deepseek', issuer: 'deepseek' } as const;

const absence: readonly FindingCode[] = [
  'thinking-missing-in-open-tool-loop',
  'reasoning-missing-on-tool-call-message',
  'thinking-pruned-from-latest-turn',
  'turn-split',
  'policy-conflicts-with-dialect',
];

/** All steps of a turn that called tools, in every later request; an empty text will do, a missing key will not. */
const toolTurns: Demands = {
  ...plainText,
  required: 'tool-turns',
  empty: 'required',
  thinkingDefault: 'on',
  refusals: refuse('The `reasoning_content` in the thinking mode must be passed back to the API.', absence),
};

const current: Rule = {
  ...deepseek,
  ...toolTurns,
  id: 'deepseek/v4',
  match: { wires: ['openai-chat'], models: word('deepseek-(?:v(?:[4-9])|chat|reasoner)') },
  source: source(
    guide,
    'high',
    '`deepseek-chat` and `deepseek-reasoner` now name this generation; in the days of R1 the latter refused the field.',
  ),
};

export const deepseekRules: readonly Rule[] = [
  current,
  {
    ...deepseek,
    ...toolTurns,
    id: 'deepseek/v3.2',
    match: { wires: ['openai-chat'], models: word('deepseek-v3[-.p]?2') },
    refusals: refuse(
      'Missing `reasoning_content` field in the assistant message at message index {i}.',
      absence,
    ),
    source: source('https://github.com/abhigyanpatwari/GitNexus/issues/43', 'high', guide),
  },
  {
    ...deepseek,
    ...takesNone,
    id: 'deepseek/r1',
    match: { wires: ['openai-chat'], models: word('deepseek-r1') },
    finished: 'strip',
    source: source(
      guide,
      'low',
      'One claim has it refuse the field; its template cuts the thinking of all earlier messages.',
    ),
  },
  {
    ...deepseek,
    ...openLoopOnly,
    id: 'deepseek/other',
    match: { wires: ['openai-chat'], models: word('deepseek') },
    source: source(guide, 'low', 'V3 and V3.1.'),
  },
  {
    ...deepseek,
    ...unsignedBlocks,
    id: 'deepseek/anthropic',
    match: { wires: ['anthropic-messages'], models: word('deepseek') },
    signed: 'never',
    required: 'tool-turns',
    empty: 'required',
    thinkingDefault: 'on',
    refusals: refuse(
      'The `content[].thinking` in the thinking mode must be passed back to the API.',
      absence,
    ),
    source: source('https://github.com/esengine/DeepSeek-Reasonix/issues/8902', 'high', guide),
  },
  {
    ...deepseek,
    ...toolTurns,
    id: 'deepseek/responses',
    match: { wires: ['openai-responses'], models: word('deepseek') },
    field: 'input',
    refusals: refuse('The `reasoning_content` in the thinking mode must be passed back to the API.', [
      ...absence,
      'required-reasoning-missing',
    ]),
    source: source(
      'https://github.com/Kohaku-Lab/KohakuTerrarium/issues/322',
      'low',
      'One report, without its words.',
    ),
  },
];

export const deepseekPlaces: readonly Rule[] = [
  again(current, 'deepseek/by-place', { models: '.*', endpoints: 'api\\.deepseek', dialects: ['deepseek'] }),
];
