/** Moonshot's Kimi, on Chat Completions and on its endpoint that speaks as Anthropic does. */
import { again, plainText, refuse, source, takesNone, unsignedBlocks, type Demands } from './bases.ts';
import type { FindingCode } from '../findings.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const report = 'https://github.com/anomalyco/opencode/issues/25758';
const moonshot = { provider: 'moonshot', issuer: 'moonshot' } as const;

/** The message of the provider, and the findings to which it is the answer. */
export function missingAt(message: string): NonNullable<Rule['refusals']> {
  const absence: readonly FindingCode[] = [
    'reasoning-missing-on-tool-call-message',
    'thinking-missing-in-open-tool-loop',
    'thinking-pruned-from-latest-turn',
    'turn-split',
    'policy-conflicts-with-dialect',
  ];
  return refuse(message, absence);
}

const missing =
  'thinking is enabled but reasoning_content is missing in assistant tool call message at index {i}';

const toolCalls: Demands = {
  ...plainText,
  required: 'tool-calls',
  empty: 'required',
  thinkingDefault: 'on',
  refusals: missingAt(missing),
};

const keepAll = { at: 'thinking.keep', value: 'all', when: 'finished-turns' } as const;
const emptyText = 'Whether an empty text satisfies it is disputed.';

const on = (models: string): Rule['match'] => ({ wires: ['openai-chat'], models: word(models) });

const k26: Rule = {
  ...moonshot,
  ...toolCalls,
  id: 'moonshot/k2.6',
  match: on('kimi-k2[-.p]?[6-9](?!\\d)|kimi-(?:for-coding|latest)'),
  flags: [{ ...keepAll, unless: { 'thinking.type': 'disabled' } }],
  source: source(report, 'high', `${emptyText} \`thinking.keep\` as in public test suites.`),
};

export const moonshotRules: readonly Rule[] = [
  {
    ...moonshot,
    ...takesNone,
    id: 'moonshot/no-thinking',
    match: on('kimi-k2-(?:instruct|\\d{4}|turbo)|moonshot-v1'),
    source: source(report, 'low'),
  },
  {
    ...k26,
    id: 'moonshot/k3',
    match: on('kimi-k[3-9]'),
    flags: [keepAll],
    thinkingDefault: 'always',
    source: source(
      report,
      'medium',
      `${emptyText} Cannot be switched off. That it reads \`thinking.keep\` is inferred.`,
    ),
  },
  {
    ...k26,
    id: 'moonshot/k2.7',
    match: on('kimi-k2[-.p]?7(?!\\d)'),
    flags: [keepAll],
    thinkingDefault: 'always',
  },
  k26,
  {
    ...moonshot,
    ...toolCalls,
    id: 'moonshot/k2.5',
    match: on('kimi-k2[-.p]?5(?!\\d)'),
    source: source(report, 'high', `${emptyText} Has no \`thinking.keep\`.`),
  },
  {
    ...moonshot,
    ...toolCalls,
    id: 'moonshot/thinking',
    match: on('kimi'),
    thinkingDefault: 'always',
    source: source(report, 'medium', `K2 Thinking, and names that are not known. ${emptyText}`),
  },
  {
    ...moonshot,
    ...unsignedBlocks,
    id: 'moonshot/anthropic',
    match: { wires: ['anthropic-messages'], models: word('kimi|moonshot') },
    required: 'tool-calls',
    thinkingDefault: 'on',
    refusals: missingAt(missing),
    source: {
      ...source(
        'https://github.com/NousResearch/hermes-agent/pull/14018',
        'medium',
        'Refused in reports of April and May 2026; one test of June 2026 found it accepted without. Replies are signed; unsigned blocks were accepted.',
      ),
      read: '2026-11-25',
    },
  },
];

export const moonshotPlaces: readonly Rule[] = [
  again(k26, 'moonshot/by-place', {
    models: '.*',
    endpoints: 'api\\.(?:moonshot|kimi)\\.',
    dialects: ['kimi'],
  }),
];
