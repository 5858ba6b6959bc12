/** Tools: a name, an input schema of any Standard Schema library, and what to do. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonObject, JsonValue, ResultContent } from '@throughline/core';

export type ToolContext = {
  readonly callId: string;
  /** The arguments as the model wrote them. */
  readonly arguments: string;
  readonly signal: AbortSignal;
};

/** Text, JSON, or parts. `undefined` is a result without content. */
export type ToolOutput = string | JsonValue | readonly ResultContent[] | undefined;

export type Tool = {
  readonly name: string;
  readonly description: string;
  readonly input: StandardSchemaV1;
  /** JSON Schema of the input, as the model sees it. */
  readonly inputSchema: JsonObject;
  readonly execute: (input: never, context: ToolContext) => ToolOutput | Promise<ToolOutput>;
};
