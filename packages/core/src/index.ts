/** The transcript, and the contract every codec signs. */
export { parseArguments, type ParsedArguments } from './arguments.ts';
export {
  errorKinds,
  lossCodes,
  type Capabilities,
  type Codec,
  type Delivery,
  type Encoded,
  type EncodeOptions,
  type ErrorKind,
  type ErrorPair,
  type Loss,
  type LossCode,
  type Pair,
  type ProviderError,
  type Stream,
  type StreamDecoder,
  type StreamEncoder,
  type ThinkingPolicy,
} from './codec.ts';
export { errorCodes, ThroughlineError, type ErrorCode, type ErrorDetails } from './errors.ts';
export { eventsOf, foldEvents, type StreamEvent } from './events.ts';
export { extend, handOffReply, handOffRequest } from './handoff.ts';
export { violationCodes, violations, type Violation } from './invariants.ts';
export {
  isJsonObject,
  numberOf,
  parseJson,
  sameJson,
  stringifyJson,
  type JsonObject,
  type JsonValue,
} from './json.ts';
export type {
  FunctionTool,
  JsonPart,
  MediaPart,
  MediaSource,
  Notes,
  OpaquePart,
  OpaqueTool,
  Part,
  PartType,
  RefusalPart,
  ResultContent,
  Signature,
  SourcePart,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolDefinition,
  ToolResultPart,
  ToolsetPart,
  Visibility,
  WireNotes,
} from './parts.ts';
export { jsonSchemaOfTranscript } from './published.ts';
export { pathOf, readTranscript } from './read.ts';
export { messageSchema, partSchema, toolDefinitionSchema, transcriptSchema } from './schema.ts';
export { toolsAfter, toolsWith } from './toolset.ts';
export {
  version,
  type AssistantMessage,
  type Message,
  type ModelRequest,
  type Origin,
  type Reply,
  type Role,
  type Settings,
  type Stop,
  type StopReason,
  type SystemMessage,
  type ToolChoice,
  type ToolMessage,
  type Transcript,
  type Usage,
  type UserMessage,
} from './transcript.ts';
export { steps, turns, type Step, type Turn } from './views.ts';
