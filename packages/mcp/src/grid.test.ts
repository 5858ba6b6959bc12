import { gridCases } from '@throughline/conformance';
import { describe, it } from 'vitest';
import { mcp } from './index.ts';

describe('tools over Streamable HTTP: the provider sees what the native loop sends', () => {
  it.each(gridCases(() => mcp()))('$name', async ({ run }) => run());
});
