/** Settings of a request, both ways. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import {
  choiceSetting,
  flagSetting,
  numberSetting,
  settingsIn,
  textSetting,
  type SettingsTable,
} from '../settings.ts';

const plainChoices = ['auto', 'none', 'required'] as const;

function toolChoiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  const type = plainChoices.find((choice) => choice === value);
  if (type !== undefined) return { type };
  if (!isJsonObject(value) || value['type'] !== 'function' || Object.keys(value).length !== 2)
    return undefined;
  const { name } = value;
  return typeof name === 'string' ? { type: 'tool', name } : undefined;
}

function encodeChoice(choice: ToolChoice): JsonValue {
  return choice.type === 'tool' ? { type: 'function', name: choice.name } : choice.type;
}

export const settings: SettingsTable = {
  model: textSetting('model'),
  maxTokens: numberSetting('max_output_tokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stream: flagSetting('stream'),
  toolChoice: choiceSetting('tool_choice', toolChoiceOf, encodeChoice),
};

/** Settings of the shape we know; values of another shape stay verbatim among the unknown fields. */
export function settingsOf(body: JsonObject): { readonly settings: Settings; readonly extra: JsonObject } {
  const { settings: known, taken } = settingsIn(body, settings);
  const { input, instructions, tools } = body;
  const ours = new Set([
    ...taken,
    ...(typeof input === 'string' || Array.isArray(input) ? ['input'] : []),
    ...(typeof instructions === 'string' ? ['instructions'] : []),
    ...(Array.isArray(tools) ? ['tools'] : []),
  ]);
  return {
    settings: known,
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !ours.has(key))),
  };
}
