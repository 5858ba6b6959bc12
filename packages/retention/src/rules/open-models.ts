/** Models with open weights: what each wants is the same on whichever server it runs; only the field differs. */
import { openLoopOnly, plainText, takesNone, type Demands } from './bases.ts';
import { preservingQwen } from './qwen.ts';
import { word } from './spelling.ts';

export type OpenModel = {
  readonly line: string;
  /** In any spelling. */
  readonly models: string;
  /** As the hub spells it; absent where `models` will do, since no vendor serves this one under the same name. */
  readonly hub?: string;
  readonly issuer: string;
  readonly demands: Omit<Demands, 'field' | 'alsoReads' | 'refuses'>;
  readonly note?: string;
};

const template = 'By its chat template and model card.';

/** For servers that hand settings on to the chat template. */
const templateFlag = (name: string, value: boolean): Pick<Demands, 'flags'> => ({
  flags: [{ at: `chat_template_kwargs.${name}`, value, when: 'finished-turns' }],
});

export const openModels: readonly OpenModel[] = [
  {
    line: 'gemma',
    models: word('gemma'),
    issuer: 'gemma',
    demands: openLoopOnly,
    note: `${template} Kept inside a tool loop, left out of finished turns.`,
  },
  {
    line: 'gpt-oss',
    models: word('gpt-oss|harmony'),
    issuer: 'gpt-oss',
    demands: openLoopOnly,
    note: 'The analysis channel goes back until the final answer, and is left out after it.',
  },
  {
    line: 'deepseek-r1',
    models: word('deepseek-r1|r1-distill'),
    hub: '^deepseek-ai/deepseek-r1',
    issuer: 'deepseek',
    demands: { ...takesNone, finished: 'strip' },
    note: `${template} Thinking of all earlier messages is cut.`,
  },
  {
    line: 'qwen-3.6',
    models: word(preservingQwen),
    hub: `^qwen/${preservingQwen}`,
    issuer: 'qwen',
    demands: { ...plainText, ...templateFlag('preserve_thinking', true) },
    note: `${template} Cuts thinking before the last real question of the user, unless told otherwise.`,
  },
  {
    line: 'qwen',
    models: word('qwen|qwq'),
    hub: '^qwen/',
    issuer: 'qwen',
    demands: { ...plainText, returns: 'open-loop' },
    note: `${template} Cuts thinking before the last real question of the user.`,
  },
  {
    line: 'glm',
    models: word('glm-(?:4[-.p]7|[5-9])'),
    hub: '^(?:zai-org|thudm)/glm-(?:4[-.]7|[5-9])',
    issuer: 'zhipu',
    demands: { ...plainText, ...templateFlag('clear_thinking', false) },
    note: template,
  },
  {
    line: 'minimax',
    models: word('minimax'),
    hub: '^minimaxai/',
    issuer: 'minimax',
    demands: plainText,
    note: 'It was trained to see all of its thinking again.',
  },
  {
    line: 'kimi',
    models: word('kimi'),
    hub: '^moonshotai/',
    issuer: 'moonshot',
    demands: plainText,
    note: 'Its maker refuses calls without thinking; servers of others mostly say nothing.',
  },
  {
    line: 'deepseek',
    models: word('deepseek'),
    hub: '^deepseek-ai/',
    issuer: 'deepseek',
    demands: plainText,
    note: 'Its maker refuses calls without thinking; servers of others mostly say nothing.',
  },
  {
    line: 'nemotron',
    models: word('nemotron'),
    issuer: 'nvidia',
    demands: plainText,
  },
  {
    line: 'laguna',
    models: word('laguna'),
    issuer: 'poolside',
    demands: plainText,
    note: 'A whole evaluation of it was void because every turn came back with empty thinking.',
  },
];
