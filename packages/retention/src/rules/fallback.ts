/** The last row of each wire: what to do for a model of which nothing is known. It demands nothing and refuses nothing. */
import { plainText, source, unsignedBlocks, type Demands } from './bases.ts';
import type { Rule } from './rule.ts';

const blocks = { ...unsignedBlocks };

const wires: { readonly [wire: string]: Demands } = {
  'anthropic-messages': blocks,
  'openai-chat': { ...plainText, alsoReads: ['reasoning', 'reasoning_details'], isFieldGuessed: true },
  'openai-responses': { ...blocks, field: 'input' },
  gemini: { ...blocks, field: 'parts' },
  'gemini-interactions': { ...blocks, field: 'input' },
  'bedrock-converse': blocks,
  'mistral-chat': blocks,
  'cohere-chat': blocks,
  'ollama-chat': { ...plainText, field: 'thinking' },
};

const note = 'Nothing is known of this model: all of its thinking goes back as it came.';

export const fallbackRules: readonly Rule[] = Object.entries(wires).map(([wire, demands]) => ({
  ...demands,
  id: `unknown/${wire}`,
  provider: 'unknown',
  issuer: 'unknown',
  match: { wires: [wire], models: '.*' },
  source: source('https://github.com/huggingface/chat-ui/pull/2470', 'low', note),
}));
