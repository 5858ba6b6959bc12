import { describe, expect, it } from 'vitest';
import { ageInDays, readsProofsOf, ruleFor, rulesFor } from './match.ts';
import type { Rule } from './rule.ts';
import { rules } from './table.ts';

const on = (wire: string, model: string): Rule => ruleFor({ wire, model });

describe('a question', () => {
  it('is answered by the first row that fits', () => {
    const [first, second] = rules.filter(({ match }) => match.wires.includes('cohere-chat'));
    const table = [second, first].filter((rule) => rule !== undefined);
    expect(ruleFor({ wire: 'cohere-chat', model: 'command-a' }, table)).toBe(second);
  });

  it('gets the same row again', () => {
    expect(on('openai-chat', 'kimi-k2.6')).toBe(on('openai-chat', 'kimi-k2.6'));
  });

  it('is answered rightly however many were asked before', () => {
    const before = on('openai-chat', 'kimi-k2.6');
    for (let count = 0; count < 3000; count += 1) on('openai-chat', `model-${count}`);
    expect(on('openai-chat', 'kimi-k2.6')).toBe(before);
  });

  it('of one table does not answer for another', () => {
    const last = rules.filter(({ id }) => id === 'unknown/openai-chat');
    expect(ruleFor({ wire: 'openai-chat', model: 'kimi-k2.6' }, last).id).toBe('unknown/openai-chat');
    expect(on('openai-chat', 'kimi-k2.6').id).toBe('moonshot/k2.6');
  });

  it('about a wire that is not known is an error that names it', () => {
    expect(() => on('telegraph', 'kimi-k2.6')).toThrow(/config-invalid: wire: no rule for "telegraph"/);
  });

  it('without a model is answered by the last row', () => {
    expect(on('gemini', '').id).toBe('unknown/gemini');
  });
});

describe('a listing', () => {
  it('of everything is the table', () => {
    expect(rulesFor({})).toEqual(rules);
  });

  it('leaves open what is not asked for', () => {
    const ids = rulesFor({ wire: 'openai-chat', model: 'glm-5.3' }).map(({ id }) => id);
    expect(ids).toContain('zhipu/coding-plan');
    expect(ids).toContain('zhipu/glm-5.3');
    expect(ids.indexOf('zhipu/glm-5.3')).toBeLessThan(ids.indexOf('zhipu/glm'));
  });

  it('begins with the rule of the request', () => {
    const asked = { wire: 'openai-chat', model: 'gpt-oss-120b', dialect: 'groq' };
    expect(rulesFor(asked)[0]).toBe(ruleFor(asked));
  });

  it('can be of one provider', () => {
    const listed = rulesFor({ provider: 'anthropic' });
    expect(new Set(listed.map(({ provider }) => provider))).toEqual(new Set(['anthropic']));
  });

  it('says how old a row is', () => {
    expect(ageInDays(on('openai-chat', 'gpt-4.1'), new Date('2026-11-25T12:00:00Z'))).toBe(2);
  });
});

describe('proofs', () => {
  const reads = (target: string, producer: string, issuer = 'claude'): boolean =>
    readsProofsOf(on('anthropic-messages', target), producer, issuer);

  it.each([
    ['claude-fable-5-1', 'claude-opus-5', true],
    ['claude-fable-5-1', 'claude-opus-5-5', true],
    ['claude-fable-5-1', 'anthropic.claude-mythos-5-1', true],
    ['claude-fable-5-1', 'claude-fable-5-1', true],
    ['claude-fable-5-1', 'claude-sonnet-4-6', true],
    ['claude-fable-5-1', 'claude-sonnet-5-5', false],
    ['claude-fable-5-1', 'claude-fable-5-2', false],
    ['claude-fable-5-2', 'claude-mythos-5-2', true],
    ['claude-fable-5-2', 'claude-fable-5-1', true],
    ['claude-mythos-5-1', 'claude-fable-5-1', true],
    ['claude-opus-5', 'claude-fable-5-1', false],
    ['claude-opus-5', 'claude-opus-5-5', false],
    ['claude-opus-5', 'claude-opus-4-8', true],
    ['claude-opus-5-5', 'claude-opus-5', true],
    ['claude-opus-5-5', 'claude-sonnet-5-5', true],
    ['claude-opus-5-5', 'claude-fable-5', false],
    ['claude-sonnet-5-5', 'claude-sonnet-5', true],
    ['claude-sonnet-5-5', 'claude-opus-5', false],
    ['claude-haiku-5-5', 'claude-haiku-5-5', true],
    ['claude-haiku-5-5', 'claude-haiku-4-5', false],
    ['claude-opus-5', 'claude-haiku-5-5', true],
    ['claude-opus-4-6', 'claude-3-7-sonnet-20250219', true],
    ['claude-sonnet-4-5', 'claude-opus-4-8', true],
  ])('%s, made by %s: read is %s', (target, producer, expected) => {
    expect(reads(target, producer)).toBe(expected);
  });

  it('of another issuer are foreign', () => {
    expect(reads('claude-opus-4-7', 'MiniMax-M3', 'minimax')).toBe(false);
    expect(readsProofsOf(on('gemini', 'gemini-3.8-flash'), 'claude-opus-4-6', 'claude')).toBe(false);
  });

  it('of any model of the issuer are read where no list is given', () => {
    expect(readsProofsOf(on('gemini', 'gemini-3.8-flash'), 'gemini-3.5-flash', 'google')).toBe(true);
  });

  it('of Opus 5.5 are not read by Fable 5.1 on Bedrock', () => {
    const rule = on('bedrock-converse', 'us.anthropic.claude-fable-5-1-v1:0');
    expect(readsProofsOf(rule, 'us.anthropic.claude-opus-5-5-v1:0', 'claude')).toBe(false);
  });
});
