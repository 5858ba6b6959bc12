import { parseJson } from '@throughline/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashJson } from './hash.ts';

it.each(['{"n":1.0}', '[1e3,-0.0,12345678901234567890]', '[null,true,"1.0",1e999]', '{"a":{"b":2.50}}'])(
  'names %s the same, read with or without the spelling of its numbers',
  (text) => {
    expect(hashJson(parseJson(text))).toBe(hashJson(JSON.parse(text)));
  },
);

it('names values apart, and not the order of their keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(hashJson({ a, b })).toBe(hashJson({ b, a }));
      expect(hashJson(a) === hashJson(b)).toBe(hashJson([a]) === hashJson([b]));
      expect(hashJson([a, b, 1])).not.toBe(hashJson([a, b, 2]));
    }),
  );
});
