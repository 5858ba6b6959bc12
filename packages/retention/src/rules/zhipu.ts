/** Zhipu's GLM, on the standard endpoint, that of the coding plan, and the one that speaks as Anthropic does. */
import { again, plainText, source, unsignedBlocks } from './bases.ts';
import type { Flag, Rule } from './rule.ts';
import { word } from './spelling.ts';

const guide = 'https://docs.z.ai/guides/capabilities/thinking-mode';
const zhipu = { provider: 'zhipu', issuer: 'zhipu' } as const;

const off = { 'thinking.type': 'disabled' };
const keepHistory: Flag = { at: 'thinking.clear_thinking', value: false, when: 'history', unless: off };

const standard: Rule = {
  ...zhipu,
  ...plainText,
  id: 'zhipu/glm',
  match: { wires: ['openai-chat'], models: word('glm-(?:4[-.p]7|[5-9])') },
  flags: [keepHistory],
  thinkingDefault: 'on',
  source: source(
    guide,
    'high',
    'The standard endpoint clears thinking of earlier turns by default. An edit is not refused.',
  ),
};

export const zhipuRules: readonly Rule[] = [
  {
    ...zhipu,
    ...plainText,
    id: 'zhipu/coding-plan',
    match: { wires: ['openai-chat'], models: word('glm'), endpoints: '/coding/|coding-plan' },
    thinkingDefault: 'on',
    source: source(guide, 'high', 'This endpoint keeps earlier thinking by default.'),
  },
  {
    ...standard,
    id: 'zhipu/glm-5.3',
    match: { ...standard.match, models: word('glm-(?:5[-.p][3-9]|[6-9])') },
    flags: [keepHistory],
    thinkingDefault: 'always',
    source: source(guide, 'medium', 'As of 5.3 thinking cannot be switched off, by one test suite.'),
  },
  standard,
  {
    ...zhipu,
    ...plainText,
    id: 'zhipu/glm-4.5',
    match: { wires: ['openai-chat'], models: word('glm') },
    returns: 'open-loop',
    thinkingDefault: 'on',
    source: {
      ...source(guide, 'high', 'Thinks between calls since 4.5; keeping it across turns came with 4.7.'),
      read: '2026-11-25',
    },
  },
  {
    ...zhipu,
    ...unsignedBlocks,
    id: 'zhipu/anthropic',
    match: { wires: ['anthropic-messages'], models: word('glm') },
    thinkingDefault: 'on',
    source: source(guide, 'medium', 'Signatures may be empty or for show.'),
  },
];

export const zhipuPlaces: readonly Rule[] = [
  again(standard, 'zhipu/by-place', { models: '.*', endpoints: 'z\\.ai|bigmodel', dialects: ['glm'] }),
];
