/** An assistant message of this wire as parts: thinking, content, images, calls. */
import type { JsonObject, Part } from '@throughline/core';
import { unknownOf } from '../notes.ts';
import { contentForm, imageOf } from './content.ts';
import { isObjects, isTexts, type Spoken } from './format.ts';
import { decodeCall } from './tools.ts';

export type Said = {
  readonly parts: readonly Part[];
  readonly extra: JsonObject | undefined;
  readonly form: Record<string, string>;
};

/** An empty content is how this wire says none: its clients always send the field. */
export function decodeAssistant(message: Spoken, idFor: (name: string) => string): Said {
  const { content, thinking, images, tool_calls: calls } = message;
  const taken = new Set(['content']);
  if (message['role'] === 'assistant') taken.add('role');
  if (typeof thinking === 'string') taken.add('thinking');
  if (isTexts(images)) taken.add('images');
  if (isObjects(calls)) taken.add('tool_calls');
  return {
    parts: [
      ...(typeof thinking === 'string'
        ? [{ type: 'thinking', text: thinking, visibility: 'full' } as const]
        : []),
      ...(typeof content === 'string' && content !== '' ? [{ type: 'text', text: content } as const] : []),
      ...(isTexts(images) ? images.map(imageOf) : []),
      ...(isObjects(calls) ? calls.map((call) => decodeCall(call, idFor)) : []),
    ],
    extra: unknownOf(message, taken),
    form: {
      ...contentForm(content, images),
      ...(isObjects(calls) && calls.length === 0 && { tool_calls: 'empty' }),
      ...(message['role'] === undefined && { role: 'absent' }),
    },
  };
}
