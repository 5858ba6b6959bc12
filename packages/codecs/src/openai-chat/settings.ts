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
import type { Dialect } from './dialects.ts';

export type Taken = TakenSettings & { readonly form: Record<string, string> };

const maxFields = ['max_completion_tokens', 'max_tokens'] as const;

const choices: ReadonlySet<unknown> = new Set(['auto', 'none', 'required']);

function choiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  if (choices.has(value)) return { type: value as 'auto' };
  if (!isJsonObject(value) || value['type'] !== 'function' || !isJsonObject(value['function']))
    return undefined;
  const { name, ...more } = value['function'];
  const isPlain =
    typeof name === 'string' && Object.keys(more).length === 0 && Object.keys(value).length === 2;
  return isPlain ? { type: 'tool', name } : undefined;
}

function encodeChoice(choice: ToolChoice): JsonValue {
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type;
}

function tableOf(maxField: string): SettingsTable {
  const stops = textsSetting('stop');
  return {
    model: textSetting('model'),
    maxTokens: numberSetting(maxField),
    temperature: numberSetting('temperature'),
    topP: numberSetting('top_p'),
    stopSequences: { ...stops, read: (value) => (typeof value === 'string' ? [value] : stops.read(value)) },
    stream: flagSetting('stream'),
    toolChoice: choiceSetting('tool_choice', choiceOf, encodeChoice),
  };
}

/** Settings of the shape we know; `taken` names the fields that are wholly said by them. */
export function settingsOf(body: JsonObject, { maxTokensField }: Dialect): Taken {
  const max = maxFields.find((field) => Object.hasOwn(body, field) && body[field] !== null);
  const form = {
    ...(typeof body['stop'] === 'string' && { stop: 'string' }),
    ...(max !== undefined && max !== maxTokensField && { max }),
  };
  return { ...settingsIn(body, tableOf(max ?? maxTokensField)), form };
}

export function fieldsOf(settings: Settings, maxField: string, isStopString: boolean): JsonObject {
  const fields = settingFields(settings, tableOf(maxField));
  const { stopSequences: [first, ...more] = [] } = settings;
  return isStopString && first !== undefined && more.length === 0 ? { ...fields, stop: first } : fields;
}
