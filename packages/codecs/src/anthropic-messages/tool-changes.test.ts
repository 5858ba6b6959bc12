import type { ModelRequest, ToolsetPart } from '@throughline/core';
import { expect, it } from 'vitest';
import { anthropicCompatible, anthropicMessages } from './index.ts';

const hour = { type: 'function', name: 'hour', inputSchema: { type: 'object' } } as const;
const tide = { type: 'function', name: 'tide' } as const;

function session(...changes: readonly ToolsetPart[]): ModelRequest {
  return {
    tools: [tide],
    settings: {},
    messages: [
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'q' }] },
      { role: 'system', parts: changes },
    ],
  };
}

it('says a change of the toolset in its place, and leaves the head alone', () => {
  const ours = session({ type: 'toolset', added: [hour] }, { type: 'toolset', removed: ['tide'] });
  const { value, losses } = anthropicMessages.request.encode(ours);
  expect(value['tools']).toEqual([{ name: 'tide' }]);
  expect(value['messages']).toMatchObject([
    {},
    {
      role: 'system',
      content: [
        {
          type: 'tool_addition',
          tool: { type: 'tool_definition', definition: { name: 'hour', input_schema: { type: 'object' } } },
        },
        { type: 'tool_removal', tool: { type: 'tool_reference', name: 'tide' } },
      ],
    },
  ]);
  expect(losses).toEqual([]);
  expect(anthropicMessages.request.decode(value).messages).toEqual(
    ours.messages.map((message) => expect.objectContaining({ parts: message.parts })),
  );
});

it('says one change in two blocks where it adds and removes', () => {
  const { losses } = anthropicMessages.request.encode(
    session({ type: 'toolset', added: [hour], removed: ['tide'] }),
  );
  expect(losses).toMatchObject([{ path: 'messages[2].parts[0]', code: 'message-regrouped' }]);
});

it('moves the change to the head where the server knows no such blocks', () => {
  const { value, losses } = anthropicCompatible.request.encode(session({ type: 'toolset', added: [hour] }));
  expect(value['tools']).toMatchObject([{ name: 'tide' }, { name: 'hour' }]);
  expect(losses).toMatchObject([{ code: 'order-changed' }]);
});

it('applies a change in the first message to the head', () => {
  const { value } = anthropicMessages.request.encode({
    tools: [tide],
    settings: {},
    messages: [{ role: 'system', parts: [{ type: 'toolset', added: [hour] }] }],
  });
  expect(value['tools']).toMatchObject([{ name: 'tide' }, { name: 'hour' }]);
});
