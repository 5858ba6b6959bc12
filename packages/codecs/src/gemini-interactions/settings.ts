/** Settings of a request, both ways: the model beside the input, most others in `generation_config`. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import { unknownOf, withExtra } from '../notes.ts';
import {
  choiceSetting,
  flagSetting,
  numberSetting,
  settingFields,
  settingsIn,
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

type Taken = { readonly settings: Settings; readonly extra: JsonObject };

/** `extra` is the body without what the settings wholly say; `generation_config` keeps its other fields there. */
export function settingsOf(body: JsonObject): Taken {
  const { generation_config: configured } = body;
  const outer = settingsIn(body, top);
  const rest = unknownOf(body, new Set(outer.taken));
  if (!isJsonObject(configured)) return { settings: outer.settings, extra: { ...rest } };
  const inner = settingsIn(configured, config);
  const left = unknownOf(configured, new Set(inner.taken));
  const isSaid = left === undefined && inner.taken.length > 0;
  const { generation_config: _configured, ...others } = { ...rest };
  return {
    settings: { ...outer.settings, ...inner.settings },
    extra: { ...others, ...(!isSaid && { generation_config: { ...left } }) },
  };
}

/** The fields that settings become, with what was noted of `generation_config`. */
export function fieldsOf(settings: Settings, noted: JsonValue | undefined): JsonObject {
  const configured = settingFields(settings, config);
  const whole = isJsonObject(noted) ? withExtra(configured, noted) : configured;
  const isSaid = Object.keys(configured).length > 0 || isJsonObject(noted);
  return { ...settingFields(settings, top), ...(isSaid && { generation_config: whole }) };
}
