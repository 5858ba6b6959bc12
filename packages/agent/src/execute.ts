/** Runs one tool call. Whatever goes wrong becomes a result the model can read, but for an abort. */
import { parseArguments, stringifyJson, type JsonValue, type ResultContent, type ToolCallPart, type ToolResultPart } from '@throughline/core';
import type { Tool, ToolOutput } from './tool.ts';

/**
 * An unknown tool, arguments that are not JSON or do not fit the schema, and errors the tool throws come back as a result with
 * `isError`. Arguments that failed travel in it as the model wrote them.
 * @throws the signal's reason when it is aborted.
 */
export async function executeTool(tools: readonly Tool[], call: ToolCallPart, signal: AbortSignal): Promise<ToolResultPart> {
  signal.throwIfAborted();
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return failed(call, `There is no tool "${call.name}". Tools: ${tools.map(({ name }) => name).join(', ')}.`);
  const parsed = parseArguments(call);
  if (!parsed.ok) return failed(call, `The arguments are not a JSON object (${parsed.reason}). They were: ${parsed.text}`);
  const checked = await tool.input['~standard'].validate(plain(parsed.value));
  if (checked.issues !== undefined) return failed(call, `The arguments do not fit: ${checked.issues.map(issueText).join('; ')}. They were: ${call.arguments}`);
  return runTool(tool, checked.value, call, signal);
}

async function runTool(tool: Tool, input: unknown, call: ToolCallPart, signal: AbortSignal): Promise<ToolResultPart> {
  try {
    const output = await tool.execute(input as never, { callId: call.callId, signal });
    return { type: 'toolResult', callId: call.callId, content: contentOf(output) };
  } catch (error) {
    signal.throwIfAborted();
    return failed(call, error instanceof Error ? error.message : String(error));
  }
}

/** Tools get ordinary numbers; only the transcript keeps their spelling. */
function plain(value: JsonValue): unknown {
  return JSON.parse(stringifyJson(value)) as unknown;
}

type Issue = { readonly message: string; readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined };

function issueText({ message, path }: Issue): string {
  if (path === undefined || path.length === 0) return message;
  return `${path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')}: ${message}`;
}

function failed({ callId }: ToolCallPart, text: string): ToolResultPart {
  return { type: 'toolResult', callId, content: [{ type: 'text', text }], isError: true };
}

const partTypes: ReadonlySet<unknown> = new Set(['text', 'media', 'json', 'opaque']);

/** Parts stay parts; any other JSON travels as its text, which every wire carries. */
function contentOf(output: ToolOutput): readonly ResultContent[] {
  if (output === undefined) return [];
  if (typeof output === 'string') return [{ type: 'text', text: output }];
  if (isContent(output)) return output;
  return [{ type: 'text', text: stringifyJson(output) }];
}

function isContent(output: Exclude<ToolOutput, undefined>): output is readonly ResultContent[] {
  if (!Array.isArray(output)) return false;
  return output.length > 0 && output.every((item: unknown) => typeof item === 'object' && item !== null && 'type' in item && partTypes.has(item.type));
}
