/** The zod schemas of the transcript. Each is checked by the compiler to be exactly its type, so they cannot drift. */
import { z } from 'zod';
import type { JsonObject, JsonValue } from './json.ts';
import type {
  FunctionTool,
  JsonPart,
  MediaPart,
  Notes,
  OpaquePart,
  OpaqueTool,
  Part,
  RefusalPart,
  Signature,
  SourcePart,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolDefinition,
  ToolResultPart,
  ToolsetPart,
} from './parts.ts';
import type { AssistantMessage, Message, Origin, Stop, Transcript, Usage } from './transcript.ts';

type Schema<T> = z.ZodType<T, T>;
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? keyof A extends keyof B
      ? keyof B extends keyof A
        ? true
        : false
      : false
    : false
  : false;
type Exactly<T, S extends z.ZodType> = Same<z.output<S>, T> extends true ? S : never;

/** Refuses, at compile time, a schema whose output is not the type. */
function exactly<T>() {
  return <S extends z.ZodType>(schema: S & Exactly<T, S>): S => schema;
}

const json: Schema<JsonValue> = z.json();
const jsonObject: Schema<JsonObject> = z.record(z.string(), json);

const notes: Schema<Notes> = z.record(
  z.string(),
  z.strictObject({
    extra: jsonObject.exactOptional(),
    form: z.record(z.string(), z.string()).exactOptional(),
  }),
);

const signature = exactly<Signature>()(
  z.strictObject({ issuer: z.string(), kind: z.string(), value: z.string() }),
);
const signatures = z.array(signature).readonly().exactOptional();

const noted = { notes: notes.exactOptional() };

const text = exactly<TextPart>()(
  z.strictObject({ type: z.literal('text'), text: z.string(), signatures, ...noted }),
);

const thinking = exactly<ThinkingPart>()(
  z.strictObject({
    type: z.literal('thinking'),
    text: z.string().exactOptional(),
    visibility: z.enum(['full', 'summary', 'redacted', 'encrypted', 'omitted']),
    signatures,
    id: z.string().exactOptional(),
    ...noted,
  }),
);

const toolCall = exactly<ToolCallPart>()(
  z.strictObject({
    type: z.literal('toolCall'),
    callId: z.string(),
    name: z.string(),
    arguments: z.string(),
    id: z.string().exactOptional(),
    signatures,
    ...noted,
  }),
);

const jsonPart = exactly<JsonPart>()(z.strictObject({ type: z.literal('json'), value: json, ...noted }));

const media = exactly<MediaPart>()(
  z.strictObject({
    type: z.literal('media'),
    kind: z.enum(['image', 'audio', 'video', 'file']),
    source: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('data'), data: z.string() }),
      z.strictObject({ type: z.literal('url'), url: z.string() }),
      z.strictObject({ type: z.literal('file'), id: z.string() }),
    ]),
    mediaType: z.string().exactOptional(),
    name: z.string().exactOptional(),
    signatures,
    ...noted,
  }),
);

const opaque = exactly<OpaquePart>()(
  z.strictObject({
    type: z.literal('opaque'),
    wire: z.string(),
    kind: z.string(),
    value: json,
    text: z.string().exactOptional(),
  }),
);

const toolResult = exactly<ToolResultPart>()(
  z.strictObject({
    type: z.literal('toolResult'),
    callId: z.string(),
    name: z.string().exactOptional(),
    content: z.array(z.discriminatedUnion('type', [text, media, jsonPart, opaque])).readonly(),
    isError: z.boolean().exactOptional(),
    ...noted,
  }),
);

const refusal = exactly<RefusalPart>()(
  z.strictObject({ type: z.literal('refusal'), text: z.string(), ...noted }),
);

const source = exactly<SourcePart>()(
  z.strictObject({
    type: z.literal('source'),
    url: z.string().exactOptional(),
    title: z.string().exactOptional(),
    quote: z.string().exactOptional(),
    ...noted,
  }),
);

const functionTool = exactly<FunctionTool>()(
  z.strictObject({
    type: z.literal('function'),
    name: z.string(),
    description: z.string().exactOptional(),
    inputSchema: jsonObject.exactOptional(),
    ...noted,
  }),
);

const opaqueTool = exactly<OpaqueTool>()(
  z.strictObject({ type: z.literal('opaque'), wire: z.string(), value: json }),
);

export const toolDefinitionSchema: Schema<ToolDefinition> = z.discriminatedUnion('type', [
  functionTool,
  opaqueTool,
]);

const toolset = exactly<ToolsetPart>()(
  z.strictObject({
    type: z.literal('toolset'),
    added: z.array(toolDefinitionSchema).readonly().exactOptional(),
    removed: z.array(z.string()).readonly().exactOptional(),
  }),
);

export const partSchema: Schema<Part> = z.discriminatedUnion('type', [
  text,
  thinking,
  toolCall,
  toolResult,
  media,
  refusal,
  source,
  opaque,
  toolset,
]);
const parts = z.array(partSchema).readonly();

const origin = exactly<Origin>()(
  z.strictObject({
    wire: z.string(),
    provider: z.string().exactOptional(),
    endpoint: z.string().exactOptional(),
    model: z.string().exactOptional(),
    responseId: z.string().exactOptional(),
    time: z.string().exactOptional(),
    context: z.string().exactOptional(),
  }),
);

const stop = exactly<Stop>()(
  z.strictObject({
    reason: z.enum([
      'end',
      'tool-calls',
      'length',
      'stop-sequence',
      'refusal',
      'content-filter',
      'paused',
      'context-full',
      'other',
    ]),
    raw: z.string().exactOptional(),
    sequence: z.string().exactOptional(),
  }),
);

const count = z.number().exactOptional();
const usage = exactly<Usage>()(
  z.strictObject({
    input: count,
    output: count,
    thinking: count,
    cacheRead: count,
    cacheWrite: count,
    raw: json.exactOptional(),
  }),
);

const assistant = exactly<AssistantMessage>()(
  z.strictObject({
    role: z.literal('assistant'),
    parts,
    origin: origin.exactOptional(),
    stop: stop.exactOptional(),
    usage: usage.exactOptional(),
    ...noted,
  }),
);

export const messageSchema: Schema<Message> = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), parts, ...noted }),
  z.strictObject({ role: z.literal('user'), parts, ...noted }),
  assistant,
  z.strictObject({ role: z.literal('tool'), parts, ...noted }),
]);

export const transcriptSchema: Schema<Transcript> = exactly<Transcript>()(
  z.strictObject({
    version: z.literal('throughline/1'),
    tools: z.array(toolDefinitionSchema).readonly().exactOptional(),
    messages: z.array(messageSchema).readonly(),
  }),
);
