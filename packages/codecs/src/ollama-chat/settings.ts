/** Settings of a request, both ways: the model and streaming at the top, all else under `options`. */
import { isJsonObject, type JsonObject, type Settings } from '@throughline/core';
import { withExtra } from '../notes.ts';
import {
  flagSetting,
  numberSetting,
  settingFields,
  settingsIn,
  settingsWithoutPlace,
  textSetting,
  textsSetting,
  type SettingsTable,
} from '../settings.ts';

const top: SettingsTable = { model: textSetting('model'), stream: flagSetting('stream') };
const options: SettingsTable = {
  maxTokens: numberSetting('num_predict'),
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stopSequences: textsSetting('stop'),
};

type SettingsAndRest = { readonly settings: Settings; readonly extra: JsonObject };

/** Options we do not know stay under `options` among the unknown fields; an empty `options` does too. */
export function settingsOf({ messages: _messages, ...body }: JsonObject): SettingsAndRest {
  const above = settingsIn(body, top);
  const { options: given } = body;
  if (!isJsonObject(given)) return { settings: above.settings, extra: without(body, above.taken) };
  const below = settingsIn(given, options);
  const rest = without(given, below.taken);
  const isSaid = below.taken.length > 0 && Object.keys(rest).length === 0;
  return {
    settings: { ...above.settings, ...below.settings },
    extra: { ...without(body, [...above.taken, 'options']), ...(!isSaid && { options: rest }) },
  };
}

function without(body: JsonObject, taken: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !taken.includes(key)));
}

/** The request's fields, its unknown ones included. */
export function fieldsOf(settings: Settings, extra: JsonObject | undefined): JsonObject {
  const { options: noted, ...rest } = { options: undefined, ...extra };
  const fields = settingFields(settings, options);
  const said = isJsonObject(noted) ? withExtra(fields, noted) : fields;
  const isSaid = Object.keys(said).length > 0 || isJsonObject(noted);
  return {
    ...withExtra(settingFields(settings, top), rest),
    ...(isSaid ? { options: said } : noted !== undefined && { options: noted }),
  };
}

export function settingsLost(settings: Settings): readonly string[] {
  return settingsWithoutPlace(settings, { ...top, ...options });
}
