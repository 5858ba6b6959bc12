/** Settings of a request of which most lie inside one field of it, e.g. `options`, both ways. */
import { isJsonObject, type JsonObject, type JsonValue, type Settings } from '@throughline/core';
import { unknownOf, withExtra } from './notes.ts';
import { settingFields, settingsIn, type SettingsTable } from './settings.ts';

export type NestedSettings = {
  /** `extra` is the body without what the settings wholly say; the inner field keeps its other fields there. */
  decode(body: JsonObject): { readonly settings: Settings; readonly extra: JsonObject };
  /** The fields that the settings become, with what was noted of the inner field. */
  encode(settings: Settings, noted: JsonValue | undefined): JsonObject;
};

export function nestedSettings(outer: SettingsTable, field: string, inner: SettingsTable): NestedSettings {
  return {
    decode(body) {
      const above = settingsIn(body, outer);
      const rest = { ...unknownOf(body, new Set(above.taken)) };
      const nested = body[field];
      if (!isJsonObject(nested)) return { settings: above.settings, extra: rest };
      const below = settingsIn(nested, inner);
      const left = unknownOf(nested, new Set(below.taken));
      const isSaid = left === undefined && below.taken.length > 0;
      const { [field]: _nested, ...others } = rest;
      return {
        settings: { ...above.settings, ...below.settings },
        extra: { ...others, ...(!isSaid && { [field]: { ...left } }) },
      };
    },
    encode(settings, noted) {
      const nested = settingFields(settings, inner);
      const isNoted = isJsonObject(noted);
      const isSaid = isNoted || Object.keys(nested).length > 0;
      const whole = isNoted ? withExtra(nested, noted) : nested;
      return { ...settingFields(settings, outer), ...(isSaid && { [field]: whole }) };
    },
  };
}
