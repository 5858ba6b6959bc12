import { gridCases } from '@throughline/conformance';
import { describe, it } from 'vitest';
import { langchain } from './index.ts';

describe('createAgent sends what the native loop sends', () => {
  it.each(gridCases((mode) => langchain({ mode })))('$name', async ({ run }) => run());
});

describe('event streaming', () => {
  it.each(gridCases(() => langchain({ mode: 'events' })))('$name', async ({ run }) => run());
});
