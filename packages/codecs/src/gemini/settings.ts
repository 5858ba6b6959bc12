/** Settings of a request, both ways. The model and whether to stream are said by the path, not by the body. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import { numberSetting, settingFields, settingsIn, textsSetting, type SettingsTable } from '../settings.ts';
import { isList, isText } from './format.ts';
import { fieldsOf, keyOf, type Fields } from './spelling.ts';

const table: SettingsTable = {
  maxTokens: numberSetting('maxOutputTokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('topP'),
  stopSequences: textsSetting('stopSequences'),
};
const configFields = Object.values(table).map(({ field }) => field);

export type Read = {
  readonly settings: Settings;
  /** All fields whose spelling counts. */
  readonly fields: readonly Fields[];
};

/** Takes what we model out of the body; what is left of the two objects stays among its fields. */
export function takeSettings(body: Fields): Read {
  const config = takeConfig(body);
  const choice = takeChoice(body);
  return {
    settings: { ...config?.settings, ...(choice?.choice && { toolChoice: choice.choice }) },
    fields: [...(config === undefined ? [] : config.fields), ...(choice === undefined ? [] : choice.fields)],
  };
}

function takeConfig(body: Fields): Read | undefined {
  const config = body.take('generationConfig', isJsonObject);
  if (config === undefined) return undefined;
  const named = configFields.flatMap((name) => {
    const key = keyOf(config, name);
    return key === undefined ? [] : [[name, config[key] as JsonValue] as const];
  });
  const { settings, taken } = settingsIn(Object.fromEntries(named), table);
  const fields = fieldsOf(config, 'generationConfig.');
  const odd = named.flatMap(([name]) => {
    const value = fields.take(name, isAny);
    return taken.includes(name) || value === undefined ? [] : [[String(keyOf(config, name)), value] as const];
  });
  const rest = fields.rest();
  if (rest !== undefined || odd.length > 0)
    body.leave('generationConfig', { ...rest, ...Object.fromEntries(odd) });
  return { settings, fields: [fields] };
}

const isAny = (_value: JsonValue): _value is JsonValue => true;

type ReadChoice = { readonly choice: ToolChoice | undefined; readonly fields: readonly Fields[] };

function takeChoice(body: Fields): ReadChoice | undefined {
  const config = body.take('toolConfig', isJsonObject);
  if (config === undefined) return undefined;
  const outer = fieldsOf(config, 'toolConfig.');
  const calling = outer.take('functionCallingConfig', isJsonObject);
  const inner = calling && fieldsOf(calling, 'toolConfig.functionCallingConfig.');
  const choice = inner && choiceIn(calling, inner);
  if (inner !== undefined) outer.leave('functionCallingConfig', inner.rest());
  body.leave('toolConfig', outer.rest());
  return { choice, fields: inner === undefined ? [outer] : [outer, inner] };
}

const modes: { readonly [mode: string]: 'auto' | 'none' | 'required' } = {
  AUTO: 'auto',
  NONE: 'none',
  ANY: 'required',
};

/** A choice among several names, and modes we do not know, stay as they are. */
function choiceIn(calling: JsonObject, inner: Fields): ToolChoice | undefined {
  const { mode } = calling;
  const type = typeof mode === 'string' && Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  const key = keyOf(calling, 'allowedFunctionNames');
  const names = key === undefined ? undefined : calling[key];
  const [name] = isList(names) && names.length === 1 ? names : [];
  const isNamed = type === 'required' && typeof name === 'string';
  if (type === undefined || (names !== undefined && !isNamed)) return undefined;
  inner.take('mode', isText);
  if (!isNamed) return { type };
  inner.take('allowedFunctionNames', isList);
  return { type: 'tool', name };
}

export function settingsFields(settings: Settings): JsonObject {
  const config = settingFields(settings, table);
  const { toolChoice } = settings;
  return {
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
    ...(toolChoice !== undefined && { toolConfig: { functionCallingConfig: callingConfig(toolChoice) } }),
  };
}

function callingConfig(choice: ToolChoice): JsonObject {
  if (choice.type === 'tool') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: choice.type === 'required' ? 'ANY' : choice.type.toUpperCase() };
}
