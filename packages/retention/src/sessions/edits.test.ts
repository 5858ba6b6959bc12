import type { JsonValue } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edited } from './edits.ts';
import { locator, type Path, type Span } from './spans.ts';

// As it comes out of a text: without -0.
const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const spacing = fc.constantFrom(undefined, 1, '\t', ' \r\n ');

/** Every path of a value, its own first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key]))];
}

const spanOf = (text: string, path: Path): Span | undefined => locator(text).spanOf(path);

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);

describe('a locator', () => {
  it('finds every value', () =>
    fc.assert(
      fc.property(json, spacing, (value, space) => {
        const text = JSON.stringify(value, null, space);
        for (const path of pathsOf(value)) {
          const { start, end } = spanOf(text, path) ?? { start: 0, end: 0 };
          expect(JSON.parse(text.slice(start, end))).toEqual(valueAt(value, path));
        }
      }),
    ));

  it('finds the last of two members of one name, however it is spelled', () => {
    expect(spanOf('{"a":1,"\\u0061":22}', ['a'])).toEqual({ start: 16, end: 18 });
    expect(spanOf('{"a":1}', ['b'])).toBeUndefined();
    expect(spanOf('[1]', [1])).toBeUndefined();
    expect(spanOf('3', ['a', 0])).toBeUndefined();
  });
});

describe('edited', () => {
  it('leaves a text alone that has nothing to change', () =>
    fc.assert(
      fc.property(json, spacing, (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(edited(text, [])).toBe(text);
      }),
    ));

  it('replaces one value and no other character', () =>
    fc.assert(
      fc.property(json, spacing, fc.nat(), json, (value, space, choice, other) => {
        const text = JSON.stringify(value, null, space);
        const paths = pathsOf(value);
        const path = paths[choice % paths.length] as Path;
        const { start, end } = spanOf(text, path) as { start: number; end: number };
        const changed = edited(text, [{ path, value: other as JsonValue }]);
        expect(changed).toBe(text.slice(0, start) + JSON.stringify(other) + text.slice(end));
      }),
    ));

  it('takes any elements out of a list, and leaves JSON of the others', () =>
    fc.assert(
      fc.property(fc.array(json), spacing, fc.array(fc.nat(9)), (list, space, gone) => {
        const text = JSON.stringify({ a: [list] }, null, space);
        const changed = edited(
          text,
          gone.map((index) => ({ path: ['a', 0, index] })),
        );
        expect(JSON.parse(changed)).toEqual({ a: [list.filter((_, index) => !gone.includes(index))] });
      }),
    ));

  it.each([
    ['[\n  1,\n  2,\n  3\n]', [0], '[\n  2,\n  3\n]'],
    ['[\n  1,\n  2,\n  3\n]', [1], '[\n  1,\n  3\n]'],
    ['[\n  1,\n  2,\n  3\n]', [2], '[\n  1,\n  2\n]'],
    ['[\n  1,\n  2,\n  3\n]', [0, 2], '[\n  2\n]'],
    ['[ 1 , 2 ]', [0, 1], '[]'],
  ])('keeps the spacing of %j without %j', (text, gone, result) =>
    expect(
      edited(
        text,
        gone.map((index) => ({ path: [index] })),
      ),
    ).toBe(result),
  );
});
