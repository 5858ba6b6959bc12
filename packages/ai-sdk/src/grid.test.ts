import { gridCases } from '@throughline/conformance';
import { describe, it } from 'vitest';
import { aiSdk } from './index.ts';

describe('ToolLoopAgent sends what the native loop sends', () => {
  it.each(gridCases((mode) => aiSdk({ mode })))('$name', async ({ run }) => run());
});

describe('the streaming loop over a model that answers whole', () => {
  it.each(gridCases(() => aiSdk({ mode: 'stream' })).filter(({ name }) => name.endsWith('generate')))(
    '$name',
    async ({ run }) => run(),
  );
});
