/** Builders: one line per message, so that cases read like a script. */
import type {
  AssistantMessage,
  Message,
  ModelRequest,
  Part,
  Signature,
  SystemMessage,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from '@throughline/core';

export function text(value: string): TextPart {
  return { type: 'text', text: value };
}

/** Thinking as plain text; with signatures it is a summary of what the signature holds. */
export function think(value: string, ...signatures: readonly Signature[]): ThinkingPart {
  if (signatures.length === 0) return { type: 'thinking', text: value, visibility: 'full' };
  return { type: 'thinking', text: value, visibility: value === '' ? 'omitted' : 'summary', signatures };
}

/** Thinking without any text slot: redacted or encrypted. */
export function sealed(visibility: 'redacted' | 'encrypted', signature: Signature): ThinkingPart {
  return { type: 'thinking', visibility, signatures: [signature] };
}

/** `input` is written as JSON; a string is taken as the argument text itself. */
export function call(name: string, input: object | string, callId: string): ToolCallPart {
  return {
    type: 'toolCall',
    callId,
    name,
    arguments: typeof input === 'string' ? input : JSON.stringify(input),
  };
}

export function result(callId: string, value: string): ToolResultPart {
  return { type: 'toolResult', callId, content: [text(value)] };
}

export function failure(callId: string, value: string): ToolResultPart {
  return { ...result(callId, value), isError: true };
}

export function system(value: string): SystemMessage {
  return { role: 'system', parts: [text(value)] };
}

export function user(value: string): UserMessage {
  return { role: 'user', parts: [text(value)] };
}

export function assistant(...parts: readonly Part[]): AssistantMessage {
  return { role: 'assistant', parts };
}

export function tool(...results: readonly ToolResultPart[]): ToolMessage {
  return { role: 'tool', parts: results };
}

export function request(...messages: readonly Message[]): ModelRequest {
  return { messages, settings: { model: 'reference', maxTokens: 1024 } };
}
