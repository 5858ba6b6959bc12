/** Tool definitions, both ways: one tool object may hold many declarations, and tools of the provider beside them. */
import {
  isJsonObject,
  parseJson,
  sameJson,
  stringifyJson,
  type FunctionTool,
  type JsonObject,
  type JsonValue,
  type Loss,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, foreignNotes, formOf, noted, withExtra } from '../notes.ts';
import { isList, isText, wire } from './format.ts';
import { jsonSchemaOf } from './schema-types.ts';
import { fieldsOf, respelled, spellingOf } from './spelling.ts';

export function decodeTools(tools: readonly JsonValue[]): readonly ToolDefinition[] {
  return tools.flatMap((tool, index) => decodeTool(tool, isGroup(tools[index - 1])));
}

/** A tool object whose declarations we can say. */
function isGroup(tool: JsonValue | undefined): tool is JsonObject {
  const found = isJsonObject(tool) ? fieldsOf(tool).take('functionDeclarations', isList) : undefined;
  return found !== undefined && found.length > 0 && found.every((one) => declarationOf(one) !== undefined);
}

function decodeTool(tool: JsonValue, followsGroup: boolean): readonly ToolDefinition[] {
  if (!isGroup(tool)) return [{ type: 'opaque', wire, value: tool }];
  const fields = fieldsOf(tool);
  const declarations = fields.take('functionDeclarations', isList);
  const rest = fields.rest();
  const spelling = fields.snake.length > 0 ? { list: 'snake' } : {};
  const functions = (declarations as readonly JsonValue[]).map((one, order) => {
    const group = {
      ...(order === 0 && followsGroup && { group: 'new' }),
      ...(order === 0 && rest !== undefined && { group: followsGroup ? 'new with next' : 'with next' }),
      ...(order === 0 && spelling),
    };
    return declarationOf(one, group) as FunctionTool;
  });
  // What stands beside the declarations is a tool of the provider.
  return rest === undefined ? functions : [...functions, { type: 'opaque', wire, value: rest }];
}

/** `undefined` for a declaration of another shape. */
function declarationOf(value: JsonValue, group: Record<string, string> = {}): FunctionTool | undefined {
  if (!isJsonObject(value)) return undefined;
  const fields = fieldsOf(value);
  const name = fields.take('name', isText);
  const description = fields.take('description', isText);
  const schema = fields.take('parametersJsonSchema', isJsonObject);
  const parameters = schema === undefined ? fields.take('parameters', isJsonObject) : undefined;
  if (name === undefined) return undefined;
  const inputSchema = schema ?? (parameters && jsonSchemaOf(parameters));
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...noted(wire, fields.rest(), { ...group, ...parametersForm(parameters), ...spellingOf(fields) }),
  };
}

/** The API's own dialect of schemas is noted as it was written where it is another. */
function parametersForm(parameters: JsonObject | undefined): { readonly parameters?: string } {
  if (parameters === undefined) return {};
  return { parameters: sameJson(jsonSchemaOf(parameters), parameters) ? 'same' : stringifyJson(parameters) };
}

type Encoded = { readonly value: readonly JsonValue[]; readonly losses: readonly Loss[] };

/** The tool object under way: where it stands, and whether the next tool stands inside it. */
type Open = { readonly at: number; readonly declarations: JsonObject[]; readonly takesNext: boolean };

export function encodeTools(tools: readonly ToolDefinition[]): Encoded {
  const losses: Loss[] = [];
  const value: JsonValue[] = [];
  let open: Open | undefined;
  for (const [index, tool] of tools.entries()) {
    const path = `tools[${index}]`;
    if (tool.type === 'function') {
      losses.push(...foreignNotes(tool, wire, path));
      if (open === undefined || formOf(tool, wire, 'group') !== undefined) open = begun(tool, value);
      open.declarations.push(encodeDeclaration(tool));
      continue;
    }
    if (tool.wire !== wire) losses.push({ path, code: 'part-unsupported', detail: `a tool of ${tool.wire}` });
    else if (open?.takesNext === true && isJsonObject(tool.value))
      value[open.at] = withExtra(value[open.at] as JsonObject, tool.value);
    else value.push(tool.value);
    open = undefined;
  }
  return { value, losses };
}

function begun(tool: FunctionTool, value: JsonValue[]): Open {
  const declarations: JsonObject[] = [];
  const key = formOf(tool, wire, 'list') === 'snake' ? 'function_declarations' : 'functionDeclarations';
  const at = value.push({ [key]: declarations }) - 1;
  return { at, declarations, takesNext: formOf(tool, wire, 'group')?.endsWith('with next') === true };
}

function encodeDeclaration(tool: FunctionTool): JsonObject {
  const { name, description, inputSchema } = tool;
  const ours = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && schemaField(inputSchema, formOf(tool, wire, 'parameters'))),
  };
  return withExtra(respelled(ours, formOf(tool, wire, 'snake')), extraOf(tool, wire));
}

/** As it was written while it still says the same; JSON Schema has a field of its own. */
function schemaField(schema: JsonObject, written: string | undefined): JsonObject {
  if (written === undefined) return { parametersJsonSchema: schema };
  const parameters = written === 'same' ? schema : parseJson(written);
  const isSame = isJsonObject(parameters) && sameJson(jsonSchemaOf(parameters), schema);
  return isSame ? { parameters } : { parametersJsonSchema: schema };
}
