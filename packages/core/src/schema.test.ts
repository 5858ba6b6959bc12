import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from './json.ts';
import { jsonSchemaOfTranscript } from './published.ts';
import { readTranscript } from './read.ts';
import { partSchema, transcriptSchema } from './schema.ts';

const specification = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');
const examples = [...specification.matchAll(/```json (\w+)\n(.*?)```/gs)].map(([, kind, text]) => ({
  kind,
  text: String(text),
}));

describe('the specification', () => {
  it.each(examples)('has a valid example: $kind', ({ kind, text }) => {
    const schema = kind === 'transcript' ? transcriptSchema : partSchema;
    expect(schema.safeParse(parseJson(text)).error).toBe(undefined);
  });

  it('has an example of every part', () => {
    const shown = new Set(
      examples
        .filter(({ kind }) => kind === 'part')
        .map(({ text }) => (JSON.parse(text) as { type: string }).type),
    );
    expect([...shown].toSorted()).toEqual(
      [
        'media',
        'opaque',
        'refusal',
        'source',
        'text',
        'thinking',
        'toolCall',
        'toolResult',
        'toolset',
      ].toSorted(),
    );
  });

  it('is published as the JSON Schema that the code has', () => {
    const published = JSON.parse(readFileSync(new URL('../schema.json', import.meta.url), 'utf8')) as unknown;
    expect(published).toEqual(jsonSchemaOfTranscript());
  });
});

describe('reading a stored transcript', () => {
  const stored =
    '{"version":"throughline/1","messages":[{"role":"user","parts":[{"type":"text","text":"a"}]}]}';

  it('gives it back as it was', () => {
    expect(stringifyJson(readTranscript(stored))).toBe(stored);
  });

  it.each([
    ['{', /^format-invalid: not JSON/],
    [
      '{"version":"throughline/9","messages":[]}',
      /^transcript-invalid: version: expected throughline\/1, found "throughline\/9"/,
    ],
    [
      '{"version":"throughline/1","messages":[{"role":"user","parts":[{"type":"text"}]}]}',
      /^transcript-invalid: messages\[0\]\.parts\[0\]\.text: /,
    ],
    [
      '{"version":"throughline/1","messages":[{"role":"user","parts":[{"type":"hologram"}]}]}',
      /messages\[0\]\.parts\[0\]\.type/,
    ],
    ['{"version":"throughline/1","messages":[],"surprise":1}', /^transcript-invalid: .*surprise/],
    ['[]', /^transcript-invalid: /],
  ])('refuses %s and names the place', (text, message) => {
    expect(() => readTranscript(text)).toThrow(message);
  });

  it('keeps absent, null and empty apart', () => {
    const withText = (text: string): string =>
      `{"version":"throughline/1","messages":[{"role":"assistant","parts":[{"type":"thinking"${text},"visibility":"full"}]}]}`;
    expect(stringifyJson(readTranscript(withText('')))).toBe(withText(''));
    expect(stringifyJson(readTranscript(withText(',"text":""')))).toBe(withText(',"text":""'));
    expect(() => readTranscript(withText(',"text":null'))).toThrow(/parts\[0\]\.text/);
  });
});
