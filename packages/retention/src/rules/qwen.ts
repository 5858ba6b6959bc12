/** Alibaba's Qwen, on Model Studio. */
import { again, plainText, source, unsignedBlocks } from './bases.ts';
import type { Rule } from './rule.ts';
import { word } from './spelling.ts';

const guide = 'https://www.alibabacloud.com/help/en/model-studio/deep-thinking';
const qwen = { provider: 'qwen', issuer: 'qwen' } as const;

/** As of these, thinking of earlier turns is shown to the model when asked for. */
export const preservingQwen: string = 'qwen-?(?:3[-.p][6-9]|[4-9])';

const older: Rule = {
  ...qwen,
  ...plainText,
  id: 'qwen/thinking',
  match: { wires: ['openai-chat'], models: word('qwen|qwq') },
  returns: 'open-loop',
  source: source(guide, 'high', 'Thinking of earlier turns is ignored; leaving it out is no error.'),
};

export const qwenRules: readonly Rule[] = [
  {
    ...older,
    id: 'qwen/3.6',
    match: { wires: ['openai-chat'], models: word(preservingQwen) },
    returns: 'all',
    flags: [
      { at: 'preserve_thinking', value: true, when: 'finished-turns', unless: { enable_thinking: false } },
    ],
    source: source(
      guide,
      'high',
      'Earlier thinking is ignored by default; with the flag it is shown, and billed.',
    ),
  },
  older,
  {
    ...qwen,
    ...unsignedBlocks,
    id: 'qwen/anthropic',
    match: { wires: ['anthropic-messages'], models: word('qwen|qwq') },
    source: source(guide, 'low', 'Signatures may be empty or for show.'),
  },
];

export const qwenPlaces: readonly Rule[] = [
  again(older, 'qwen/by-place', { models: '.*', endpoints: 'dashscope|aliyuncs', dialects: ['qwen'] }),
];
