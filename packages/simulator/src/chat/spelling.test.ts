import { parseJson } from '@throughline/core';
import { expect, it } from 'vitest';
import { spelled } from './spelling.ts';

it.each([
  ['{"path":"é","limit":20}', '{"path": "\\u00e9", "limit": 20.0}'],
  ['{"a":[1.5,null,true,"🙂"],"b":{}}', '{"a": [1.5, null, true, "\\ud83d\\ude42"], "b": {}}'],
])('writes %s as %s, which means the same', (value, written) => {
  expect(spelled(parseJson(value))).toBe(written);
  expect(JSON.parse(written)).toEqual(JSON.parse(value));
});
