/** What Anthropic refuses before it looks at thinking: settings, and how calls and results must stand. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { objects, string } from '../json.ts';
import type { Ledger } from '../wire.ts';
import { blocksOf, messagesOf } from './read.ts';

type Rule = (body: JsonObject, headers: Headers, ledger: Ledger) => string | undefined;

export const bindingBeta = 'thinking-binding-controls-2026-08-01';

const shape: Rule = (body) => {
  if (typeof body['model'] !== 'string') return 'model: Field required';
  if (typeof body['max_tokens'] !== 'number') return 'max_tokens: Field required';
  return messagesOf(body).length === 0 ? 'messages: at least one message is required' : undefined;
};

/** (platform.claude.com thinking-troubleshooting, read 2026-11-23) */
const thinkingType: Rule = ({ thinking }, _headers, { options: { mode = 'adaptive' } }) => {
  if (!isJsonObject(thinking)) return undefined;
  const { type } = thinking;
  if (mode === 'manual' && type === 'adaptive') return 'adaptive thinking is not supported on this model';
  if (mode !== 'manual' && type === 'enabled')
    return '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.';
  if (mode === 'preserved' && type === 'disabled')
    return '"thinking.type.disabled" is not supported for this model.';
  return undefined;
};

const budget: Rule = ({ thinking, max_tokens: max }, _headers, { options: { mode } }) => {
  if (mode !== 'manual' || !isJsonObject(thinking) || thinking['type'] !== 'enabled') return undefined;
  const tokens = thinking['budget_tokens'];
  if (typeof tokens !== 'number') return 'thinking.enabled.budget_tokens: Field required';
  if (tokens < 1024) return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024';
  return tokens >= Number(max) ? '`max_tokens` must be greater than `thinking.budget_tokens`.' : undefined;
};

const blockBinding: Rule = ({ thinking }, headers) => {
  if (!isJsonObject(thinking) || thinking['block_binding'] === undefined) return undefined;
  return headers.get('anthropic-beta')?.includes(bindingBeta) === true
    ? undefined
    : `thinking.${String(thinking['type'])}.block_binding: Extra inputs are not permitted`;
};

const idPattern = /^[a-zA-Z0-9_-]{1,64}$/;

const callIds: Rule = (body) => {
  const seen = new Set<string>();
  for (const [index, message] of messagesOf(body).entries()) {
    for (const [order, block] of blocksOf(message).entries()) {
      if (block['type'] !== 'tool_use') continue;
      const id = String(block['id']);
      if (!idPattern.test(id))
        return `messages.${index}.content.${order}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
      if (seen.has(id)) return 'messages: `tool_use` ids must be unique';
      if (!isJsonObject(block['input']))
        return `messages.${index}.content.${order}.tool_use.input: Input should be a valid dictionary`;
      seen.add(id);
    }
  }
  return undefined;
};

const answered: Rule = (body) => {
  const messages = messagesOf(body);
  for (const [index, message] of messages.entries()) {
    const calls = blocksOf(message)
      .filter(({ type }) => type === 'tool_use')
      .map(({ id }) => String(id));
    const following = messages[index + 1];
    if (message['role'] !== 'assistant' || calls.length === 0) continue;
    if (following?.['role'] === 'system')
      return `messages.${index + 1}: a system message may not stand between \`tool_use\` and its \`tool_result\``;
    const results = following === undefined ? [] : resultsOf(following);
    const missing = calls.filter((id) => !results.includes(id));
    if (missing.length > 0)
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
  }
  return undefined;
};

function resultsOf(message: JsonObject): string[] {
  return blocksOf(message)
    .filter(({ type }) => type === 'tool_result')
    .map((block) => String(block['tool_use_id']));
}

const results: Rule = (body) => {
  const messages = messagesOf(body);
  for (const [index, message] of messages.entries()) {
    const blocks = blocksOf(message);
    const before = messages[index - 1];
    const calls = before?.['role'] === 'assistant' ? blocksOf(before).map(({ id }) => string(id)) : [];
    for (const [order, block] of blocks.entries()) {
      if (block['type'] !== 'tool_result') continue;
      const id = String(block['tool_use_id']);
      if (!calls.includes(id))
        return `messages.${index}.content.${order}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      if (blocks.slice(0, order).some(({ type }) => type !== 'tool_result'))
        return `messages.${index}: \`tool_result\` blocks must come first`;
      const isMixed =
        block['is_error'] === true && objects(block['content']).some(({ type }) => type !== 'text');
      if (isMixed)
        return `messages.${index}.content.${order}: all content must be type "text" if \`is_error\` is true`;
    }
  }
  return undefined;
};

export const rules: readonly Rule[] = [shape, thinkingType, budget, blockBinding, callIds, answered, results];
