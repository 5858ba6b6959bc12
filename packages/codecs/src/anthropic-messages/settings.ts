/** Settings of a request, both ways. */
import {
  isJsonObject,
  numberOf,
  type JsonObject,
  type JsonValue,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import { isContent } from './blocks.ts';

type SettingsAndRest = { readonly settings: Settings; readonly extra: JsonObject };

/** Settings of the shape we know; values of another shape stay verbatim among the unknown fields. */
export function settingsOf(body: JsonObject): SettingsAndRest {
  const settings: { [Name in keyof Settings]: Settings[Name] } = {};
  const taken = new Set(['messages']);
  if (isContent(body['system'])) taken.add('system');
  if (Array.isArray(body['tools'])) taken.add('tools');
  const take = <Name extends keyof Settings>(
    field: string,
    name: Name,
    value: Settings[Name] | undefined,
    isSpelledAlike = true,
  ): void => {
    if (value === undefined) return;
    settings[name] = value;
    if (isSpelledAlike) taken.add(field);
  };
  take('model', 'model', stringOf(body['model']));
  take('stream', 'stream', typeof body['stream'] === 'boolean' ? body['stream'] : undefined);
  take('stop_sequences', 'stopSequences', stringsOf(body['stop_sequences']));
  take('tool_choice', 'toolChoice', toolChoiceOf(body['tool_choice']));
  for (const [field, name] of [
    ['max_tokens', 'maxTokens'],
    ['temperature', 'temperature'],
    ['top_p', 'topP'],
  ] as const) {
    take(field, name, numberOf(body[field]), typeof body[field] === 'number');
  }
  return { settings, extra: Object.fromEntries(Object.entries(body).filter(([key]) => !taken.has(key))) };
}

const choices: { readonly [type: string]: 'auto' | 'none' | 'required' } = {
  auto: 'auto',
  none: 'none',
  any: 'required',
};

function toolChoiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return undefined;
  const fields = Object.keys(value).length;
  if (value['type'] === 'tool')
    return fields === 2 && typeof value['name'] === 'string'
      ? { type: 'tool', name: value['name'] }
      : undefined;
  const type = Object.hasOwn(choices, value['type']) ? choices[value['type']] : undefined;
  return type === undefined || fields !== 1 ? undefined : { type };
}

function stringOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function stringsOf(value: JsonValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** The fields a request's settings become. */
export function settingFields({
  model,
  maxTokens,
  temperature,
  topP,
  stopSequences,
  stream,
  toolChoice,
}: Settings): JsonObject {
  return {
    ...(model !== undefined && { model }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stopSequences !== undefined && { stop_sequences: stopSequences }),
    ...(stream !== undefined && { stream }),
    ...(toolChoice !== undefined && { tool_choice: encodeChoice(toolChoice) }),
  };
}

function encodeChoice(choice: ToolChoice): JsonObject {
  if (choice.type === 'tool') return { type: 'tool', name: choice.name };
  return { type: choice.type === 'required' ? 'any' : choice.type };
}
