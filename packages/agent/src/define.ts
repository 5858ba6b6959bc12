/** Agents and tools, defined once, for every scaffold. */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { stringifyJson, ThroughlineError, type JsonObject } from '@throughline/core';
import { z } from 'zod';
import type { Agent } from './scaffold.ts';
import type { Tool, ToolContext, ToolOutput } from './tool.ts';

export type ToolOptions<Input extends StandardSchemaV1> = {
  readonly name: string;
  readonly description: string;
  /** A schema of zod or any other Standard Schema library. */
  readonly input: Input;
  /** JSON Schema of the input; needed only where the schema's library cannot make one. */
  readonly inputSchema?: JsonObject;
  readonly execute: (
    input: StandardSchemaV1.InferOutput<Input>,
    context: ToolContext,
  ) => ToolOutput | Promise<ToolOutput>;
};

// What Anthropic and OpenAI both take as the name of a tool. (wire types of both SDKs, read 2026-11-23)
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

function checkName(name: string, path: string): void {
  if (namePattern.test(name)) return;
  throw new ThroughlineError('config-invalid', `expected 1 to 64 letters, digits, _ or -, found "${name}"`, {
    path,
  });
}

/** @throws ThroughlineError `config-invalid` when the name is refused by providers or no JSON Schema of an object can be made. */
export function defineTool<Input extends StandardSchemaV1>(options: ToolOptions<Input>): Tool {
  const { name, description, input, execute } = options;
  checkName(name, 'tool.name');
  const inputSchema = options.inputSchema ?? jsonSchemaOf(input, name);
  const { type } = inputSchema;
  if (type !== undefined && type !== 'object') {
    throw new ThroughlineError('config-invalid', `expected an object, found ${stringifyJson(type)}`, {
      path: `tool ${name}.input`,
    });
  }
  return { name, description, input, inputSchema, execute };
}

function jsonSchemaOf(input: StandardSchemaV1, name: string): JsonObject {
  const make = makerOf(input);
  if (make === undefined) {
    throw new ThroughlineError(
      'config-invalid',
      `${input['~standard'].vendor} makes no JSON Schema: give inputSchema`,
      { path: `tool ${name}` },
    );
  }
  try {
    const { $schema: _dialect, ...schema } = make();
    return schema as JsonObject;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'the schema refused';
    throw new ThroughlineError('config-invalid', `no JSON Schema can be made: ${reason}`, {
      path: `tool ${name}.input`,
      cause,
    });
  }
}

type Maker = () => Readonly<Record<string, unknown>>;

function makerOf(input: StandardSchemaV1): Maker | undefined {
  if (input instanceof z.core.$ZodType) return () => z.toJSONSchema(input, { io: 'input' });
  const { jsonSchema } = input['~standard'] as Partial<StandardJSONSchemaV1.Props>;
  return jsonSchema && (() => jsonSchema.input({ target: 'draft-2020-12' }));
}

export type AgentOptions = {
  readonly name: string;
  readonly instructions?: string;
  readonly tools?: readonly Tool[];
  /** Model calls per run at most. Default 50. */
  readonly maxSteps?: number;
};

/** @throws ThroughlineError `config-invalid` when two tools share a name or `maxSteps` is not a positive whole number. */
export function defineAgent({ name, instructions, tools = [], maxSteps = 50 }: AgentOptions): Agent {
  checkName(name, 'agent.name');
  const names = tools.map((tool) => tool.name);
  const repeated = names.find((one, index) => names.indexOf(one) !== index);
  if (repeated !== undefined)
    throw new ThroughlineError('config-invalid', `two tools are called "${repeated}"`, {
      path: 'agent.tools',
    });
  if (!Number.isInteger(maxSteps) || maxSteps < 1)
    throw new ThroughlineError('config-invalid', `expected a positive whole number, found ${maxSteps}`, {
      path: 'agent.maxSteps',
    });
  return { name, tools, maxSteps, ...(instructions !== undefined && { instructions }) };
}
