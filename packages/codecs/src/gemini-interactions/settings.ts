/** Settings of a request, both ways: the model beside the input, most others in `generation_config`. */
import { isJsonObject, type JsonValue, type ToolChoice } from '@throughline/core';
import { nestedSettings, type NestedSettings } from '../nested-settings.ts';
import {
  choiceSetting,
  flagSetting,
  numberSetting,
  textSetting,
  textsSetting,
  type SettingsTable,
} from '../settings.ts';

const top: SettingsTable = { model: textSetting('model'), stream: flagSetting('stream') };

const choices: { readonly [raw: string]: 'auto' | 'none' | 'required' } = {
  auto: 'auto',
  none: 'none',
  any: 'required',
};

/** One tool is named by allowing no other. */
function choiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  if (typeof value === 'string') {
    const type = Object.hasOwn(choices, value) ? choices[value] : undefined;
    return type && { type };
  }
  const allowed = isJsonObject(value) && Object.keys(value).length === 1 ? value['allowed_tools'] : undefined;
  if (!isJsonObject(allowed) || Object.keys(allowed).length !== 2 || allowed['mode'] !== 'any')
    return undefined;
  const { tools } = allowed;
  return Array.isArray(tools) && tools.length === 1 && typeof tools[0] === 'string'
    ? { type: 'tool', name: tools[0] }
    : undefined;
}

function encodeChoice(choice: ToolChoice): JsonValue {
  if (choice.type === 'tool') return { allowed_tools: { mode: 'any', tools: [choice.name] } };
  return choice.type === 'required' ? 'any' : choice.type;
}

const config: SettingsTable = {
  maxTokens: numberSetting('max_output_tokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stopSequences: textsSetting('stop_sequences'),
  toolChoice: choiceSetting('tool_choice', choiceOf, encodeChoice),
};

export const settings: NestedSettings = nestedSettings(top, 'generation_config', config);
