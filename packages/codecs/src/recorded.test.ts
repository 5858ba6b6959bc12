/** Every codec on recorded traffic: all wire laws on every exchange, but for the listed exceptions. */
import { LawBroken, wireLaws } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { codecFor, wireNames } from './index.ts';
import { dialectOfProvider, exceptions } from './recorded.fixture.ts';
import { readRecorded, type Recorded } from './recorded.ts';

/** `file exchange law` for each law that does not hold, with what it said. */
function breaches(wire: string, recorded: readonly Recorded[], dialect?: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const one of recorded) {
    const codec = codecFor(wire, dialect ?? dialectOfProvider[wire]?.[one.provider]);
    // How the bytes are cut is no matter of dialects.
    for (const law of dialect === undefined ? wireLaws : wireLaws.filter(({ name }) => !slow.has(name))) {
      try {
        law.check(codec, one);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        found.set(
          `${one.name} ${law.name}`,
          error instanceof LawBroken ? error.message : String(error.stack),
        );
      }
    }
  }
  return found;
}

const listed: ReadonlySet<string> = new Set(exceptions.map(({ file, law }) => `${file} ${law}`));

const slow: ReadonlySet<string> = new Set(['chunking is irrelevant']);

describe.each(Object.keys(wireNames))('recorded traffic of %s', (wire) => {
  const recorded = readRecorded(wire);

  it(
    `holds the laws on all ${recorded.length} exchanges read, but for those listed`,
    { timeout: 120_000 },
    () => {
      const found = breaches(wire, recorded);
      const unlisted = [...found].filter(([key]) => !listed.has(key));
      expect(unlisted.map(([key, message]) => `${key}: ${message}`)).toEqual([]);
    },
  );

  it.each(wireNames[wire] ?? [])(
    'holds them whoever spoke, read as dialect %s',
    (dialect) => {
      const found = [...breaches(wire, recorded, dialect)];
      expect(found.filter(([key]) => !listed.has(key)).map(([key, message]) => `${key}: ${message}`)).toEqual(
        [],
      );
    },
    120_000,
  );

  it('lists no exception that is none', () => {
    const names = new Set(recorded.map(({ name }) => name));
    const mine = exceptions.filter(({ file }) => names.has(file));
    const found = breaches(
      wire,
      recorded.filter(({ name }) => mine.some(({ file }) => file === name)),
    );
    expect(mine.map(({ file, law }) => `${file} ${law}`).filter((key) => !found.has(key))).toEqual([]);
  });
});
