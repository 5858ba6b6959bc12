/** Settings of a request, both ways. */
import {
  isJsonObject,
  numberOf,
  type JsonObject,
  type JsonValue,
  type Settings,
  type ToolChoice,
} from '@throughline/core';
import type { Dialect } from './dialects.ts';

export type Taken = {
  readonly settings: Settings;
  readonly taken: ReadonlySet<string>;
  readonly form: Record<string, string>;
};

const maxFields = ['max_completion_tokens', 'max_tokens'] as const;

/** Settings of the shape we know; `taken` names the fields that are wholly said by them. */
export function settingsOf(body: JsonObject, { maxTokensField }: Dialect): Taken {
  const settings: { [Name in keyof Settings]: Settings[Name] } = {};
  const taken = new Set<string>();
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
  const { model, stream, stop } = body;
  const max = maxFields.find((field) => numberOf(body[field]) !== undefined);
  take('model', 'model', typeof model === 'string' ? model : undefined);
  take('stream', 'stream', typeof stream === 'boolean' ? stream : undefined);
  take('stop', 'stopSequences', stopsOf(stop));
  take('tool_choice', 'toolChoice', choiceOf(body['tool_choice']));
  for (const [field, name] of [
    [max, 'maxTokens'],
    ['temperature', 'temperature'],
    ['top_p', 'topP'],
  ] as const) {
    if (field !== undefined) take(field, name, numberOf(body[field]), typeof body[field] === 'number');
  }
  const form = {
    ...(typeof stop === 'string' && { stop: 'string' }),
    ...(max !== undefined && max !== maxTokensField && { max }),
  };
  return { settings, taken, form };
}

function stopsOf(stop: JsonValue | undefined): readonly string[] | undefined {
  if (typeof stop === 'string') return [stop];
  return Array.isArray(stop) && stop.every((item) => typeof item === 'string') ? stop : undefined;
}

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

export function settingFields(settings: Settings, maxField: string, isStopString: boolean): JsonObject {
  const { model, maxTokens, temperature, topP, stopSequences, stream, toolChoice } = settings;
  const [first, ...more] = stopSequences === undefined ? [] : stopSequences;
  const stop = isStopString && first !== undefined && more.length === 0 ? first : stopSequences;
  return {
    ...(model !== undefined && { model }),
    ...(maxTokens !== undefined && { [maxField]: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stop !== undefined && { stop }),
    ...(stream !== undefined && { stream }),
    ...(toolChoice !== undefined && {
      tool_choice:
        toolChoice.type === 'tool'
          ? { type: 'function', function: { name: toolChoice.name } }
          : toolChoice.type,
    }),
  };
}
