/** Settings of a request, both ways. The model and whether to stream are said by the path. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import { numberSetting, settingFields, settingsIn, textsSetting, type SettingsTable } from '../settings.ts';

const inference: SettingsTable = {
  maxTokens: numberSetting('maxTokens'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('topP'),
  stopSequences: textsSetting('stopSequences'),
};

type Decoded = {
  readonly settings: Settings;
  readonly tools: readonly JsonValue[] | undefined;
  /** What is left of the two objects that hold settings; absent where nothing is. */
  readonly extra: JsonObject;
};

export function settingsOf({ inferenceConfig, toolConfig }: JsonObject): Decoded {
  const tuned = inferenceOf(inferenceConfig);
  const tooled = toolingOf(toolConfig);
  return {
    settings: { ...tuned.settings, ...(tooled.choice && { toolChoice: tooled.choice }) },
    tools: tooled.tools,
    extra: {
      ...(tuned.rest !== undefined && { inferenceConfig: tuned.rest }),
      ...(tooled.rest !== undefined && { toolConfig: tooled.rest }),
    },
  };
}

type Rest = { readonly rest?: JsonValue };

function inferenceOf(config: JsonValue | undefined): Rest & { readonly settings: Settings } {
  if (!isJsonObject(config)) return { settings: {}, ...(config !== undefined && { rest: config }) };
  const { settings, taken } = settingsIn(config, inference);
  return { settings, ...restOf(config, taken) };
}

/** An object of which nothing is left needs no note, unless it was empty all along. */
function restOf(config: JsonObject, taken: readonly string[]): Rest {
  const rest = Object.entries(config).filter(([field]) => !taken.includes(field));
  return rest.length > 0 || taken.length === 0 ? { rest: Object.fromEntries<JsonValue>(rest) } : {};
}

type Tooling = Rest & { readonly tools?: readonly JsonValue[]; readonly choice?: ToolChoice };

/** Without a list of tools there is nothing to choose from. */
function toolingOf(config: JsonValue | undefined): Tooling {
  if (!isJsonObject(config)) return config === undefined ? {} : { rest: config };
  const { tools, toolChoice } = config;
  if (!Array.isArray(tools)) return { rest: config };
  const choice = choiceOf(toolChoice);
  return {
    tools,
    ...(choice && { choice }),
    ...restOf(config, choice ? ['tools', 'toolChoice'] : ['tools']),
  };
}

function choiceOf(value: JsonValue | undefined): ToolChoice | undefined {
  const [entry, ...others] = isJsonObject(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0 || !isJsonObject(entry[1])) return undefined;
  const [kind, { name, ...rest }] = entry;
  if (Object.keys(rest).length > 0) return undefined;
  if (kind === 'tool') return typeof name === 'string' ? { type: 'tool', name } : undefined;
  if (name !== undefined || (kind !== 'auto' && kind !== 'any')) return undefined;
  return { type: kind === 'any' ? 'required' : 'auto' };
}

/** `tools` as they go out; `undefined` where the request offers none. */
export function settingsBody(
  settings: Settings,
  tools: readonly JsonValue[] | undefined,
  losses: Loss[],
): JsonObject {
  const inferenceConfig = settingFields(settings, inference);
  const toolChoice = encodeChoice(settings.toolChoice, tools !== undefined, losses);
  return {
    ...(Object.keys(inferenceConfig).length > 0 && { inferenceConfig }),
    ...(tools && { toolConfig: { tools, ...(toolChoice && { toolChoice }) } }),
  };
}

function encodeChoice(
  choice: ToolChoice | undefined,
  hasTools: boolean,
  losses: Loss[],
): JsonObject | undefined {
  if (choice === undefined) return undefined;
  if (hasTools && choice.type === 'tool') return { tool: { name: choice.name } };
  if (hasTools && choice.type !== 'none') return choice.type === 'required' ? { any: {} } : { auto: {} };
  const detail = hasTools ? 'tools that are offered may be called here' : 'there are no tools to choose from';
  losses.push({ path: 'settings.toolChoice', code: 'setting-unsupported', detail });
  return undefined;
}
