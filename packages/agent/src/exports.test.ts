import { expect, it } from 'vitest';
import * as agent from './index.ts';

it('exports these names', () => {
  expect(Object.keys(agent).toSorted()).toEqual([
    'createSession',
    'defineAgent',
    'defineTool',
    'executeTool',
    'model',
    'native',
    'requestFor',
    'run',
    'toolDefinitions',
  ]);
});
