/** The framework's messages as ours: what they carry, unless somebody edited what they show. */
import {
  parseJson,
  sameJson,
  stringifyJson,
  type AssistantMessage,
  type MediaPart,
  type Message,
  type Part,
  type ResultContent,
  type ToolResultPart,
} from '@throughline/core';
import { unknownTool, shownCall, shownResult } from './encode.ts';
import {
  carried,
  messageKind,
  type AssistantContent,
  type PromptMessage,
  type ToolContent,
} from './format.ts';

/** A prompt, or a history that came out of the framework or out of storage. */
export function decodePrompt(prompt: readonly PromptMessage[]): Message[] {
  return prompt.map((message) => (decoders[message.role] as (one: PromptMessage) => Message)(message));
}

type Decode<Role extends PromptMessage['role']> = (
  message: Extract<PromptMessage, { role: Role }>,
) => Message;

const decoders: { readonly [Role in PromptMessage['role']]: Decode<Role> } = {
  system: ({ content, providerOptions }) =>
    kept(carried(providerOptions)?.message, content) ?? {
      role: 'system',
      parts: [{ type: 'text', text: content }],
    },
  user: ({ content }) => {
    const [only] = content;
    const isText = content.length === 1 && only?.type === 'text';
    const found = isText ? kept(carried(only.providerOptions)?.message, only.text) : undefined;
    return found ?? { role: 'user', parts: content.map(userPart) };
  },
  assistant: ({ content }) => assistantOf(content),
  tool: ({ content, providerOptions }) => {
    const parts = content.flatMap(resultOf);
    const message = carried(providerOptions)?.message;
    const whole = message === undefined ? undefined : (parseJson(message) as unknown as Message);
    return whole !== undefined && sameJson(whole.parts, parts) ? whole : { role: 'tool', parts };
  },
};

/** The message a text carries, while the text still is what that message says. */
function kept(message: string | undefined, shown: string): Message | undefined {
  if (message === undefined) return undefined;
  const whole = parseJson(message) as unknown as Message;
  const text = whole.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return text === shown ? whole : undefined;
}

type UserPart = Extract<PromptMessage, { role: 'user' }>['content'][number];

function userPart(part: UserPart): Part {
  return part.type === 'text' ? { type: 'text', text: part.text } : mediaOf(part);
}

function mediaOf({ data, mediaType, filename }: Extract<UserPart, { type: 'file' }>): MediaPart {
  const [group] = mediaType.split('/');
  const kind = group === 'image' || group === 'audio' || group === 'video' ? group : 'file';
  const named = { mediaType, ...(filename !== undefined && { name: filename }) };
  if (data.type === 'url')
    return { type: 'media', kind, source: { type: 'url', url: data.url.toString() }, ...named };
  if (data.type === 'data')
    return { type: 'media', kind, source: { type: 'data', data: base64(data.data) }, ...named };
  return {
    type: 'media',
    kind,
    source: {
      type: 'data',
      data: Buffer.from(data.type === 'text' ? data.text : stringifyJson(data)).toString('base64'),
    },
    ...named,
  };
}

function base64(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64');
}

function assistantOf(content: AssistantContent): AssistantMessage {
  const heads = content.flatMap((part) =>
    part.type === 'custom' && part.kind === messageKind ? [carried(part.providerOptions)?.message] : [],
  );
  const head = heads.find((message) => message !== undefined);
  const rest = head === undefined ? {} : (parseJson(head) as unknown as Omit<AssistantMessage, 'parts'>);
  const placed = content.flatMap((part) => {
    const found = partOf(part);
    return found === undefined ? [] : [{ part: found, index: carried(part.providerOptions)?.index }];
  });
  // A stream tells ends late, so the framework's order is that of the starts; the carrier knows the real one.
  const isCarried = placed.every(({ index }) => index !== undefined);
  const ordered = isCarried ? placed.toSorted((a, b) => Number(a.index) - Number(b.index)) : placed;
  return { ...rest, role: 'assistant', parts: ordered.map(({ part }) => part) };
}

type AssistantPart = AssistantContent[number];

function partOf(part: AssistantPart): Part | undefined {
  const text = carried(part.providerOptions)?.part;
  const own = text === undefined ? undefined : (parseJson(text) as unknown as Part);
  if (own !== undefined && isUntouched(part, own)) return own;
  return plainPart(part, own);
}

function isUntouched(part: AssistantPart, own: Part): boolean {
  if (part.type === 'text') return own.type === 'text' && own.text === part.text;
  if (part.type === 'reasoning')
    return own.type === 'thinking' && (own.text === undefined ? '' : own.text) === part.text;
  if (part.type === 'custom') return true;
  if (part.type !== 'tool-call' || own.type !== 'toolCall') return false;
  const shown = shownCall(own, undefined);
  const isSameName = part.toolName === own.name || part.toolName === unknownTool;
  return isSameName && part.toolCallId === own.callId && sameValue(part.input, shown.input);
}

/** The framework has parsed the input: numbers lost their spelling there, which is no edit. */
function sameValue(input: unknown, shown: string): boolean {
  return sameJson(input, JSON.parse(shown));
}

/** A part somebody wrote or edited in the framework's own fields. An edited text has no signature any more. */
function plainPart(part: AssistantPart, own: Part | undefined): Part | undefined {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'reasoning') return { type: 'thinking', text: part.text, visibility: 'full' };
  if (part.type === 'file') return mediaOf(part);
  if (part.type !== 'tool-call') return undefined;
  const name = part.toolName === unknownTool && own?.type === 'toolCall' ? own.name : part.toolName;
  return { type: 'toolCall', callId: part.toolCallId, name, arguments: stringifyJson(part.input) };
}

function resultOf(part: ToolContent[number]): Part[] {
  if (part.type !== 'tool-result') return [];
  const { output, toolCallId } = part;
  const text = 'providerOptions' in output ? carried(output.providerOptions)?.part : undefined;
  const own = text === undefined ? undefined : (parseJson(text) as unknown as Part);
  if (own !== undefined && own.type !== 'toolResult') return [own];
  if (
    own !== undefined &&
    (output.type === 'text' || output.type === 'error-text') &&
    output.value === shownResult(own)
  )
    return [own];
  return [plainResult(toolCallId, output)];
}

type Output = Extract<ToolContent[number], { type: 'tool-result' }>['output'];

function plainResult(callId: string, output: Output): ToolResultPart {
  const isError =
    output.type === 'error-text' || output.type === 'error-json' || output.type === 'execution-denied';
  return { type: 'toolResult', callId, content: contentOf(output), ...(isError && { isError }) };
}

function contentOf(output: Output): readonly ResultContent[] {
  if (output.type === 'text' || output.type === 'error-text') return [{ type: 'text', text: output.value }];
  if (output.type === 'json' || output.type === 'error-json')
    return [{ type: 'text', text: stringifyJson(output.value) }];
  if (output.type === 'execution-denied')
    return [{ type: 'text', text: output.reason ?? 'The execution was denied.' }];
  return output.value.map((item): ResultContent => {
    if (item.type === 'text') return { type: 'text', text: item.text };
    return item.type === 'file' ? mediaOf(item) : { type: 'text', text: stringifyJson(item) };
  });
}

/** The framework's history as ours; the inverse of `toModelMessages`. */
export function fromModelMessages(messages: readonly unknown[]): Message[] {
  return decodePrompt(messages.map((message) => asPrompt(message as PromptMessage)));
}

/** A history may say content as a string where a prompt has parts. */
function asPrompt(message: PromptMessage): PromptMessage {
  const { content } = message as { readonly content: unknown };
  if (message.role === 'system' || typeof content !== 'string') return message;
  return { ...message, content: [{ type: 'text', text: content }] } as PromptMessage;
}
