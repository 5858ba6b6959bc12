import { parseJson, stringifyJson, ThroughlineError } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { frameParser } from './frame-parser.ts';

const outcome = (parse: (text: string) => unknown, text: string): string => {
  try {
    return stringifyJson(parse(text));
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return error.message;
  }
};

/** One parser reads all frames in turn, and each must come out as if it were the only one. */
function reads(...frames: readonly string[]): void {
  const parse = frameParser();
  for (const frame of [...frames, ...frames, ...frames.toReversed()])
    expect(outcome(parse, frame)).toBe(outcome(parseJson, frame));
}

describe('frameParser', () => {
  it('reads frames that differ in one string', () => {
    reads('{"d":{"t":"a"}}', '{"d":{"t":"bb"}}', '{"d":{"t":""}}', '{"d":{"t":"é – \u{1F600}"}}');
  });

  it('reads escapes in that string, and quotes that end it', () => {
    reads(
      '{"t":"a"}',
      '{"t":"b"}',
      '{"t":"\\""}',
      '{"t":"\\\\"}',
      '{"t":"a\\nb\\u0041"}',
      '{"t":"a","u":"b"}',
    );
  });

  it('refuses what is no JSON between two frames that are', () => {
    reads('{"t":"a"}', '{"t":"b"}', '{"t":"a\tb"}', '{"t":"a\\"}', '{"t":"a"b"}', '{"t":"a\\x"}', '{"t":"');
  });

  it('reads frames that differ elsewhere: in a number, a key, two places, or in all', () => {
    reads(
      '{"n":1,"t":"a"}',
      '{"n":2,"t":"a"}',
      '{"m":2,"t":"a"}',
      '{"m":3,"t":"b"}',
      '[]',
      '"a"',
      '"b"',
      '7',
    );
  });

  it('keeps the spelling of numbers beside it', () => {
    reads('{"n":1.0,"t":"a"}', '{"n":1.0,"t":"b"}', '{"n":1.00,"t":"b"}', '{"n":1,"t":"c"}');
  });

  it('reads keys of every name, and keys that come twice', () => {
    reads('{"__proto__":"a"}', '{"__proto__":"b"}', '{"__proto__":{"t":"a"}}', '{"__proto__":{"t":"b"}}');
    reads('{"t":"a","t":"x"}', '{"t":"b","t":"x"}', '{"t":"b","t":"y"}', '{"t":"b","t":"z"}');
  });

  it('gives every frame fields of its own along the way to the string', () => {
    const parse = frameParser();
    const [first, second] = ['{"d":[{"t":"a"}]}', '{"d":[{"t":"b"}]}', '{"d":[{"t":"c"}]}']
      .map(parse)
      .slice(1);
    expect(first).toEqual({ d: [{ t: 'b' }] });
    expect(second).toEqual({ d: [{ t: 'c' }] });
  });
});
