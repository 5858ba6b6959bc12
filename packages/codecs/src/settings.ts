/** Settings of a request, both ways, from one table per wire. */
import { numberOf, type JsonObject, type JsonValue, type Settings, type ToolChoice } from '@throughline/core';

type Name = keyof Settings;

/** How one setting is spelled; `read` gives `undefined` for values of another shape, which stay among the unknown fields. */
export type Spelling<Value> = {
  readonly field: string;
  readonly read: (value: JsonValue | undefined) => Value | undefined;
  readonly write: (value: Value) => JsonValue;
};

export type SettingsTable = { readonly [N in Name]?: Spelling<NonNullable<Settings[N]>> };

export type TakenSettings = {
  readonly settings: Settings;
  /** Fields that are wholly said by the settings. */
  readonly taken: readonly string[];
};

const same = (value: JsonValue): JsonValue => value;

export const textSetting = (field: string): Spelling<string> => ({
  field,
  read: (value) => (typeof value === 'string' ? value : undefined),
  write: same,
});

export const numberSetting = (field: string): Spelling<number> => ({
  field,
  read: numberOf,
  write: same,
});

export const flagSetting = (field: string): Spelling<boolean> => ({
  field,
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  write: same,
});

export const textsSetting = (field: string): Spelling<readonly string[]> => ({
  field,
  read: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
  write: same,
});

export const choiceSetting = (
  field: string,
  read: (value: JsonValue | undefined) => ToolChoice | undefined,
  write: (choice: ToolChoice) => JsonValue,
): Spelling<ToolChoice> => ({ field, read, write });

/** A number in an odd spelling (`1.0`) is understood, and its field stays among the unknown ones with its spelling. */
export function settingsIn(body: JsonObject, table: SettingsTable): TakenSettings {
  const settings: { -readonly [N in Name]?: Settings[N] } = {};
  const taken: string[] = [];
  for (const [name, spelling] of Object.entries(table)) {
    const { field, read } = spelling;
    const written = Object.hasOwn(body, field) ? body[field] : undefined;
    const value = read(written);
    if (value === undefined) continue;
    Object.assign(settings, { [name]: value });
    if (typeof value !== 'number' || typeof written === 'number') taken.push(field);
  }
  return { settings, taken };
}

/** The fields that the settings become, in the table's order. */
export function settingFields(settings: Settings, table: SettingsTable): JsonObject {
  const fields = Object.entries(table).flatMap(([name, spelling]) => {
    const value = settings[name as Name];
    if (value === undefined) return [];
    const { field, write } = spelling as Spelling<typeof value>;
    return [[field, write(value)] as const];
  });
  return Object.fromEntries(fields);
}

/** Settings this wire's table does not have. */
export function settingsWithoutPlace(settings: Settings, table: SettingsTable): readonly Name[] {
  return (Object.keys(settings) as Name[]).filter(
    (name) => settings[name] !== undefined && !Object.hasOwn(table, name),
  );
}
