import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, numberOf, parseJson, sameJson, stringifyJson } from './json.ts';

const numbers = fc.oneof(
  fc.constantFrom(
    '1.0',
    '-0',
    '1e5',
    '1E-7',
    '12345678901234567890',
    '0.10',
    '0.0000001',
    '-1.50',
    '0',
    '-1',
    '3.25',
    '1.7976931348623157e400',
  ),
  fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

const spelled: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numbers,
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc.constantFrom('null', 'true', 'false'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', '__proto__', 'é', 'constructor'), tie('value')), {
        selector: ([key]) => key,
        maxLength: 3,
      })
      .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
})).value;

describe('exact JSON', () => {
  it('writes what it read, numbers as they were spelled', () => {
    const check = (text: string): void => {
      expect(stringifyJson(parseJson(text))).toBe(text);
    };
    fc.assert(fc.property(spelled, check), { numRuns: 3000 });
  });

  it('leaves ordinary numbers ordinary', () => {
    expect(parseJson('{"a":1,"b":[0.5,-2]}')).toEqual({ a: 1, b: [0.5, -2] });
  });

  it('pollutes no prototype', () => {
    parseJson('{"__proto__":{"polluted":1.0}}');
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });

  it('says where text stops being JSON', () => {
    expect(() => parseJson('{"a":')).toThrow(/^format-invalid: not JSON: /);
  });

  it('tells equal numbers of different spelling apart, and key order not', () => {
    expect(sameJson(parseJson('[1.0]'), parseJson('[1]'))).toBe(false);
    expect(sameJson(parseJson('[1.0]'), parseJson('[1.0]'))).toBe(true);
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameJson([], {})).toBe(false);
  });

  it('reads the number behind a spelling', () => {
    expect(numberOf(parseJson('1.50'))).toBe(1.5);
    expect(numberOf(parseJson('"1"'))).toBe(undefined);
    expect(numberOf(parseJson('1e400'))).toBe(undefined);
    expect(isJsonObject(parseJson('1.0'))).toBe(false);
  });

  const nested = (levels: number): readonly string[] => [
    `${'['.repeat(levels - 1)}[1.0]${']'.repeat(levels - 1)}`,
    `${'{"a":'.repeat(levels - 1)}[1.0]${'}'.repeat(levels - 1)}`,
  ];

  it.each([10, 100, 512])('reads %i levels', (levels) => {
    for (const text of nested(levels)) expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it.each([513, 10_000, 200_000])('says that %i levels are too many', (levels) => {
    for (const text of nested(levels))
      expect(() => parseJson(text)).toThrow(/^format-invalid: nested too deeply/);
  });

  it('takes brackets in strings for text', () => {
    const text = `["${'['.repeat(1000)}\\\\","\\"${'{'.repeat(1000)}"]`;
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('compares values of any depth, and says which are too deep to be written', () => {
    const deep = (): unknown => JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(sameJson(deep(), deep())).toBe(true);
    expect(sameJson(deep(), [deep()])).toBe(false);
    expect(() => stringifyJson(deep())).toThrow(/^format-invalid: cannot be written/);
  });

  it('stays linear on long strings of digits', () => {
    const text = `["${'1.1'.repeat(200_000)}",${'1'.repeat(200_000)}]`;
    const started = performance.now();
    expect(stringifyJson(parseJson(text))).toBe(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
