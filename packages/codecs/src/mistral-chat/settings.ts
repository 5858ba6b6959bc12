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
  settingFields,
  settingsIn,
  textSetting,
  textsSetting,
  type SettingsTable,
  type TakenSettings,
} from '../settings.ts';

export type Taken = TakenSettings & { readonly form: Record<string, string> };

/** Two words of this wire mean that a tool must be called. (`@mistralai/mistralai` 2.7.0, read 2026-11-23) */
const choices: ReadonlyMap<JsonValue | undefined, 'auto' | 'none' | 'required'> = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['any', 'required'],
  ['required', 'required'],
]);

function choiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  const type = choices.get(value);
  if (type !== undefined) return { type };
  if (!isJsonObject(value) || value['type'] !== 'function' || !isJsonObject(value['function']))
    return undefined;
  const { name, ...more } = value['function'];
  const isPlain =
    typeof name === 'string' && Object.keys(more).length === 0 && Object.keys(value).length === 2;
  return isPlain ? { type: 'tool', name } : undefined;
}

function encodeChoice(choice: ToolChoice): JsonValue {
  if (choice.type === 'tool') return { type: 'function', function: { name: choice.name } };
  return choice.type === 'required' ? 'any' : choice.type;
}

const stops = textsSetting('stop');

const table: SettingsTable = {
  model: textSetting('model'),
  maxTokens: numberSetting('max_tokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stopSequences: { ...stops, read: (value) => (typeof value === 'string' ? [value] : stops.read(value)) },
  stream: flagSetting('stream'),
  toolChoice: choiceSetting('tool_choice', choiceOf, encodeChoice),
};

/** Settings of the shape we know; `taken` names the fields that are wholly said by them. */
export function settingsOf(body: JsonObject): Taken {
  const form = {
    ...(typeof body['stop'] === 'string' && { stop: 'string' }),
    ...(body['tool_choice'] === 'required' && { tool_choice: 'required' }),
  };
  return { ...settingsIn(body, table), form };
}

/** `form` gives the spelling that was noted for a field. */
export function fieldsOf(settings: Settings, form: (field: string) => string | undefined): JsonObject {
  const fields = settingFields(settings, table);
  const { stopSequences: [first, ...more] = [], toolChoice } = settings;
  const isStopString = form('stop') === 'string' && first !== undefined && more.length === 0;
  const isRequired = form('tool_choice') === 'required' && toolChoice?.type === 'required';
  return {
    ...fields,
    ...(isStopString && { stop: first }),
    ...(isRequired && { tool_choice: 'required' }),
  };
}
