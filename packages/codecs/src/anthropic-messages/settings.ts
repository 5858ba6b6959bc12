/** Settings of a request, both ways. */
import { isJsonObject, type JsonObject, type JsonValue, type ToolChoice } from '@throughline/core';
import {
  choiceSetting,
  flagSetting,
  numberSetting,
  settingsIn,
  textSetting,
  textsSetting,
  type SettingsTable,
  type TakenSettings,
} from '../settings.ts';
import { isContent } from './blocks.ts';

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

function encodeChoice(choice: ToolChoice): JsonObject {
  if (choice.type === 'tool') return { type: 'tool', name: choice.name };
  return { type: choice.type === 'required' ? 'any' : choice.type };
}

export const settings: SettingsTable = {
  model: textSetting('model'),
  maxTokens: numberSetting('max_tokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stopSequences: textsSetting('stop_sequences'),
  stream: flagSetting('stream'),
  toolChoice: choiceSetting('tool_choice', toolChoiceOf, encodeChoice),
};

/** Settings of the shape we know; values of another shape stay verbatim among the unknown fields. */
export function settingsOf(
  body: JsonObject,
): Pick<TakenSettings, 'settings'> & { readonly extra: JsonObject } {
  const { settings: known, taken } = settingsIn(body, settings);
  const ours = new Set([
    ...taken,
    'messages',
    ...(isContent(body['system']) ? ['system'] : []),
    ...(Array.isArray(body['tools']) ? ['tools'] : []),
  ]);
  return {
    settings: known,
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !ours.has(key))),
  };
}
