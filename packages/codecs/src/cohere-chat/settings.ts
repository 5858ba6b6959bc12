/** Settings of a request, both ways. */
import type { JsonObject, JsonValue, Loss, Settings, ToolChoice } from '@throughline/core';
import {
  choiceSetting,
  flagSetting,
  numberSetting,
  settingFields,
  settingsIn,
  textSetting,
  textsSetting,
  type SettingsTable,
  type TakenSettings,
} from '../settings.ts';

const choices: ReadonlyMap<JsonValue | undefined, ToolChoice> = new Map([
  ['REQUIRED', { type: 'required' }],
  ['NONE', { type: 'none' }],
]);

const table: SettingsTable = {
  model: textSetting('model'),
  maxTokens: numberSetting('max_tokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('p'),
  stopSequences: textsSetting('stop_sequences'),
  stream: flagSetting('stream'),
  toolChoice: choiceSetting(
    'tool_choice',
    (value) => choices.get(value),
    ({ type }) => (type === 'none' ? 'NONE' : 'REQUIRED'),
  ),
};

export function settingsOf(body: JsonObject): TakenSettings {
  return settingsIn(body, table);
}

/** The model is free to call unless something is said; a single tool cannot be named. (`cohere-ai` 8.1.0, read 2026-11-23) */
export function fieldsOf(settings: Settings, losses: Loss[]): JsonObject {
  const { toolChoice, ...others } = settings;
  if (toolChoice === undefined || toolChoice.type === 'auto') return settingFields(others, table);
  if (toolChoice.type === 'tool')
    losses.push({
      path: 'settings.toolChoice',
      code: 'setting-unsupported',
      detail: `any tool may answer in place of ${toolChoice.name}`,
    });
  return settingFields(settings, table);
}
