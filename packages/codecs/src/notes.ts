/** Notes: where a wire's unknown fields and spellings stay until they go out again. */
import {
  numberOf,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Notes,
  type WireNotes,
} from '@throughline/core';

type Form = Record<string, string>;

/** `{ notes }` to spread into a part, or nothing where there is nothing to note. */
export function noted(wire: string, extra: JsonObject | undefined, form?: Form): { readonly notes?: Notes } {
  const hasExtra = extra !== undefined && Object.keys(extra).length > 0;
  const hasForm = form !== undefined && Object.keys(form).length > 0;
  if (!hasExtra && !hasForm) return {};
  return { notes: { [wire]: { ...(hasExtra && { extra }), ...(hasForm && { form }) } } };
}

/** The fields that are not ours to interpret, in their order; own `__proto__` keys stay plain data. */
export function unknownOf(value: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  const keys = Object.keys(value);
  if (keys.every((key) => known.has(key))) return undefined;
  return Object.fromEntries<JsonValue>(Object.entries(value).filter(([key]) => !known.has(key)));
}

type Noted = { readonly notes?: Notes };

function notesOf({ notes }: Noted, wire: string): WireNotes | undefined {
  return notes !== undefined && Object.hasOwn(notes, wire) ? notes[wire] : undefined;
}

export function extraOf(value: Noted, wire: string): JsonObject | undefined {
  return notesOf(value, wire)?.extra;
}

export function formOf(value: Noted, wire: string, name: string): string | undefined {
  const form = notesOf(value, wire)?.form;
  return form !== undefined && Object.hasOwn(form, name) ? form[name] : undefined;
}

/** Fields that another wire noted and this one cannot say. */
export function foreignNotes({ notes }: Noted, wire: string, path: string): Loss[] {
  if (notes === undefined) return [];
  return Object.entries(notes).flatMap(([other, { extra }]): Loss[] => {
    if (other === wire || extra === undefined) return [];
    return [{ path, code: 'field-unsupported', detail: `${other}: ${Object.keys(extra).join(', ')}` }];
  });
}

/**
 * What we say plus what was noted. Where both name a field ours wins, unless the noted value is the same number in
 * another spelling (`1.0`); `losses` is told what was noted in vain.
 */
export function withExtra(ours: JsonObject, extra: JsonObject | undefined, losses?: Loss[]): JsonObject {
  if (extra === undefined) return ours;
  const entries = Object.entries(extra).filter(([key, value]) => {
    if (!Object.hasOwn(ours, key) || isSpellingOf(value, ours[key])) return true;
    losses?.push({ path: key, code: 'edited', detail: 'what was noted of it no longer says the same' });
    return false;
  });
  return Object.fromEntries<JsonValue>([...Object.entries(ours), ...entries]);
}

function isSpellingOf(value: JsonValue, number: JsonValue | undefined): boolean {
  return typeof number === 'number' && numberOf(value) === number;
}
