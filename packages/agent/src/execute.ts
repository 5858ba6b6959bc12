/** Runs one tool call. Whatever goes wrong becomes a result the model can read, but for an abort. */
import {
  isJsonObject,
  parseArguments,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type ResultContent,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import type { Tool, ToolOutput } from './tool.ts';

/**
 * An unknown tool, arguments that are not JSON or do not fit the schema, and errors the tool throws come back as a result with
 * `isError`. Arguments that failed travel in it as the model wrote them.
 * @throws the signal's reason when it is aborted.
 */
export async function executeTool(
  tools: readonly Tool[],
  call: ToolCallPart,
  signal: AbortSignal,
): Promise<ToolResultPart> {
  signal.throwIfAborted();
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return failed(call, `There is no tool "${call.name}". ${offered(tools)}`);
  const parsed = parseArguments(call);
  if (!parsed.ok)
    return failed(call, `The arguments are not a JSON object (${parsed.reason}). They were: ${parsed.text}`);
  return runTool(tool, plain(parsed.value), call, signal);
}

function offered(tools: readonly Tool[]): string {
  return tools.length === 0 ? 'There are none.' : `Tools: ${tools.map(({ name }) => name).join(', ')}.`;
}

async function runTool(
  tool: Tool,
  value: unknown,
  call: ToolCallPart,
  signal: AbortSignal,
): Promise<ToolResultPart> {
  try {
    const checked = await tool.input['~standard'].validate(value);
    if (checked.issues !== undefined)
      return failed(
        call,
        `The arguments do not fit: ${checked.issues.map(issueText).join('; ')}. They were: ${call.arguments}`,
      );
    const output = await unlessAborted(
      async () =>
        tool.execute(checked.value as never, { callId: call.callId, arguments: call.arguments, signal }),
      signal,
    );
    return { type: 'toolResult', callId: call.callId, content: contentOf(output) };
  } catch (error) {
    signal.throwIfAborted();
    return failed(call, messageOf(error));
  }
}

/** An abort is not kept waiting by a tool that does not listen. */
async function unlessAborted<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

/** Tools get ordinary numbers; only the transcript keeps their spelling. */
function plain(value: JsonValue): unknown {
  return JSON.parse(stringifyJson(value)) as unknown;
}

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

function issueText({ message, path }: Issue): string {
  if (path === undefined || path.length === 0) return message;
  return `${path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')}: ${message}`;
}

function failed({ callId }: ToolCallPart, text: string): ToolResultPart {
  return { type: 'toolResult', callId, content: [{ type: 'text', text }], isError: true };
}

/** What makes a value a part of its type. */
const isPart: { readonly [type: string]: (part: JsonObject) => boolean } = {
  text: ({ text }) => typeof text === 'string',
  media: ({ kind, source }) => typeof kind === 'string' && isJsonObject(source),
  json: (part) => Object.hasOwn(part, 'value'),
  opaque: ({ wire, kind }) => typeof wire === 'string' && typeof kind === 'string',
};

/** Parts stay parts; any other JSON travels as its text, which every wire carries. */
function contentOf(output: ToolOutput): readonly ResultContent[] {
  if (output === undefined) return [];
  if (typeof output === 'string') return [{ type: 'text', text: output }];
  if (isContent(output)) return output;
  const text: string | undefined = stringifyJson(output);
  if (text === undefined) throw new TypeError(`The tool returned a ${typeof output}, which is not JSON.`);
  return [{ type: 'text', text }];
}

function isContent(output: Exclude<ToolOutput, undefined>): output is readonly ResultContent[] {
  if (!Array.isArray(output) || output.length === 0) return false;
  return output.every((item: unknown) => {
    if (!isJsonObject(item) || typeof item['type'] !== 'string') return false;
    return Object.hasOwn(isPart, item['type']) && isPart[item['type']]?.(item) === true;
  });
}
