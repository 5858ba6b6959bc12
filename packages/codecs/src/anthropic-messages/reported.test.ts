import { type Delivery, type JsonObject, type ModelRequest, type Reply } from '@throughline/core';
import { assistant, call, result, text, think, tool, user } from '@throughline/laws';
import { expect, it } from 'vitest';
import { anthropicMessages as codec } from './index.ts';

const own = (value: string) => ({ issuer: 'anthropic', kind: 'thinking', value });

const request: ModelRequest = {
  settings: {},
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    user('one'),
    assistant(text(''), think('a', own('A')), call('f', {}, 'c')),
    tool(result('c', 'r')),
    assistant(think('b', own('B')), text('said')),
    user('two'),
    assistant(think('c', own('C')), text('said')),
    user('three'),
  ],
};

function reply(fields: JsonObject): Reply {
  return codec.reply.decode({ role: 'assistant', content: [], ...fields });
}

function completed(fields: JsonObject): readonly Delivery[] | undefined {
  return codec.reported?.(reply(fields), request, codec.request.encode(request).delivery);
}

it('marks what the provider dropped, at our part', () => {
  // The system message is a field of its own there, and the empty text before the thinking is no block.
  const transformations = [
    { type: 'thinking_dropped', path: 'messages.1.content.0', reason: 'prefix_binding_mismatch' },
    { type: 'thinking_mismatch_allowed', path: 'messages.3.content.0', reason: 'prefix_binding_mismatch' },
    { type: 'thinking_dropped', path: 'messages.99.content.0', reason: 'model_binding_mismatch' },
  ];
  expect(completed({ input_transformations: transformations })).toEqual([
    { path: 'messages[2].parts[1]', status: 'withheld', reason: 'provider: prefix_binding_mismatch' },
    { path: 'messages[4].parts[0]', status: 'sent' },
    { path: 'messages[6].parts[0]', status: 'sent' },
  ]);
});

it('marks the thinking of the oldest turns where it was cleared', () => {
  const edit = { type: 'clear_thinking_20251015', cleared_thinking_turns: 1, cleared_input_tokens: 9 };
  expect(completed({ context_management: { applied_edits: [edit] } })?.map(({ status }) => status)).toEqual([
    'withheld',
    'withheld',
    'sent',
  ]);
});

it('changes nothing where nothing was reported', () => {
  const { delivery } = codec.request.encode(request);
  expect(codec.reported?.(reply({ input_transformations: null }), request, delivery)).toBe(delivery);
});
