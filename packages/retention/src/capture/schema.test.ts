import { expect, it } from 'vitest';
import { captureJsonSchema } from './schema.ts';

it('says what a line must have, and that a body is an object', () => {
  const schema = captureJsonSchema();
  expect(schema['required']).toEqual(['wire', 'request']);
  expect(schema['properties']).toMatchObject({
    request: { type: 'object' },
    response: { type: ['object', 'null'] },
    events: { type: 'array', items: { type: 'object' } },
  });
});
