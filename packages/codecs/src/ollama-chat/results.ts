/** Results of tool calls, and which call each of them answers. */
import type { JsonValue, Part, ToolResultPart } from '@throughline/core';
import { derived, idDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { contentForm, decodeContent } from './content.ts';
import { isTexts, wire, type WireMessage } from './format.ts';

export type CallTracker = {
  /** An id for a call that has none. */
  readonly derive: (name: string) => string;
  /** The calls of an assistant message wait for their results. */
  begin(parts: readonly Part[]): void;
  /** The call that a result answers: by its id, else the oldest one of its name, else the oldest. */
  answer(id: string | undefined, name: string | undefined): string;
};

export function callTracker(): CallTracker {
  const ids = idDeriver();
  let open: { readonly callId: string; readonly name: string }[] = [];
  return {
    derive: (name) => ids.call(name),
    begin(parts) {
      open = parts.flatMap((part) =>
        part.type === 'toolCall' ? [{ callId: part.callId, name: part.name }] : [],
      );
    },
    answer(id, name) {
      const at = open.findIndex((call) =>
        id === undefined ? name === undefined || call.name === name : call.callId === id,
      );
      const [call] = at === -1 ? [] : open.splice(at, 1);
      return id ?? call?.callId ?? ids.call(name ?? 'tool');
    },
  };
}

const textAt = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export function decodeResult(message: WireMessage, calls: CallTracker): ToolResultPart {
  const { tool_call_id: said, tool_name: named, content, images } = message;
  const [id, name] = [textAt(said), textAt(named)];
  const taken = [
    ...(id === undefined ? [] : ['tool_call_id']),
    ...(name === undefined ? [] : ['tool_name']),
    ...(isTexts(images) ? ['images'] : []),
  ];
  const form = { ...contentForm(content, images), ...(id === undefined && { id: derived }) };
  return {
    type: 'toolResult',
    callId: calls.answer(id, name),
    ...(name !== undefined && { name }),
    content: decodeContent(content, images),
    ...noted(wire, unknownOf(message, new Set(['role', 'content', ...taken])), form),
  };
}
