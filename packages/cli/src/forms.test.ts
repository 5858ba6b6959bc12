import { describe, expect, it } from 'vitest';
import { formOf } from './forms.ts';

describe('formOf', () => {
  it.each([
    ['capture', '{"wire":"openai-chat","request":{"log":{}}}'],
    ['capture', '\uFEFF\n{"note":"run_type","tags":["wire"],"request":{"run_type":"llm"},"wire":"w"}'],
    ['har', '{ "log": { "version": "1.2", '],
    ['simulator', '[{"status":200,"request":{}'],
    ['ai-sdk', '{"resourceSpans":[{"resource":{'],
    ['ai-sdk', '{"name":"chat m","traceId":"t","attributes":{'],
    ['ai-sdk', '[ {"name":"s","attributes":'],
    ['langsmith', '{"id":"1","inputs":{"messages":[[{"lc":1}]]},"run_type":"llm"'],
    ['langsmith', '[{"id":"1","run_type":"chain"'],
    ['langsmith', '{"runs":[{"id":'],
  ] as const)('tells %s', (form, head) => {
    expect(formOf(head)).toBe(form);
  });

  it.each([
    '',
    '[',
    '{"request":{"wire":"w"',
    '{"note":"\\"wire\\":',
    '"wire"',
    '{"text":"{\\"wire\\":1',
    '[[{"wire":1}]]',
  ])('leaves %s open', (head) => {
    expect(formOf(head)).toBe(undefined);
  });
});
