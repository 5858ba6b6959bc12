import { isJsonObject, type Codec, type ModelRequest, type Reply } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import {
  assistant,
  generatedCases,
  LawBroken,
  recordedCases,
  request,
  think,
  transcriptLaws,
  user,
  type WireCase,
} from './index.ts';

/** A codec that keeps our own shapes as its wire: lossless, so every law about requests holds. */
const plain: Codec = {
  id: 'plain',
  path: '/',
  history: 'messages',
  capabilities: {
    parts: [],
    thinkingBetweenParts: true,
    thinkingReturns: true,
    visibilities: [],
    issuers: ['plain'],
    roles: [],
    richToolResults: true,
    toolErrorFlag: true,
  },
  request: {
    decode: (value) => value as ModelRequest,
    encode: (ours) => ({ value: ours, losses: [], delivery: delivered(ours) }),
  },
  reply: {
    decode: (value) => value as Reply,
    encode: (ours) => ({ value: ours, losses: [], delivery: [] }),
  },
  stream: {
    contentType: 'application/x-plain',
    encoder: () => ({ push: () => '' }),
    decoder: () => ({
      push: () => [],
      end: () => [],
      partial: () => ({ message: { role: 'assistant', parts: [] } }),
    }),
  },
  error: {
    decode: (body) =>
      isJsonObject(body) && typeof body['fault'] === 'string'
        ? { kind: 'other', message: body['fault'], wire: 'plain', body }
        : undefined,
    encode: ({ wire, message, kind, body }) => (wire === 'plain' ? body : { fault: message ?? kind }),
  },
};

function delivered({
  messages,
}: ModelRequest): readonly { readonly path: string; readonly status: 'sent' }[] {
  return messages.flatMap(({ parts }, index) =>
    parts.flatMap(({ type }, order) =>
      type === 'thinking' ? [{ path: `messages[${index}].parts[${order}]`, status: 'sent' as const }] : [],
    ),
  );
}

type Damage = (value: ModelRequest) => ModelRequest;

function damaged(damage: Damage): Codec {
  return {
    ...plain,
    request: {
      ...plain.request,
      encode: (ours) => ({
        value: damage(ours),
        losses: [],
        delivery: delivered(ours),
      }),
    },
  };
}

const session = request(
  user('q'),
  assistant(think('a', { issuer: 'plain', kind: 'thinking', value: 'secret' }), think('')),
  user('more'),
);

function broken(codec: Codec): string[] {
  return transcriptLaws.flatMap((law) => {
    try {
      law.check(codec, session);
      return [];
    } catch (error) {
      if (error instanceof LawBroken) return [law.name];
      throw error;
    }
  });
}

const eachMessage =
  (
    change: (parts: ModelRequest['messages'][number]['parts']) => ModelRequest['messages'][number]['parts'],
  ): Damage =>
  ({ messages, ...rest }) => ({
    ...rest,
    messages: messages.map((message) => ({ ...message, parts: change(message.parts) })),
  });

describe('the laws', () => {
  it('hold for a codec that changes nothing', () => {
    // Every request goes out with the signatures of strangers, which is the one law a plain copy breaks; this session has none.
    expect(broken(plain)).toEqual([]);
  });

  it.each<[string, Damage]>([
    [
      'drops empty thinking',
      eachMessage((parts) => parts.filter((part) => part.type !== 'thinking' || part.text !== '')),
    ],
    [
      'strips signatures',
      eachMessage((parts) =>
        parts.map((part) =>
          part.type === 'thinking' && part.text !== undefined
            ? { type: 'thinking', text: part.text, visibility: part.visibility }
            : part,
        ),
      ),
    ],
    [
      'trims text',
      eachMessage((parts) =>
        parts.map((part) => (part.type === 'text' ? { ...part, text: part.text.slice(1) } : part)),
      ),
    ],
    ['reverses parts', eachMessage((parts) => parts.toReversed())],
    ['forgets the last message', ({ messages, ...rest }) => ({ ...rest, messages: messages.slice(0, -1) })],
  ])('catch a codec that silently %s', (_what, damage) => {
    expect(broken(damaged(damage))).toContain('transcript round trip, honest loss');
  });

  it('catch a codec that cries loss where there is none', () => {
    const timid: Codec = {
      ...plain,
      request: {
        ...plain.request,
        encode: (ours) => ({
          value: ours,
          losses: [{ path: 'messages[0]', code: 'part-unsupported', detail: '' }],
          delivery: delivered(ours),
        }),
      },
    };
    expect(broken(timid)).toContain('transcript round trip, honest loss');
  });

  it('catch a codec that hands a stranger’s signature on', () => {
    const stranger: Codec = { ...plain, capabilities: { ...plain.capabilities, issuers: ['another'] } };
    expect(broken(stranger)).toContain('signatures untouched');
  });

  it('catch a codec that rewrites earlier messages as the session grows', () => {
    const counting: Damage = ({ messages, ...rest }) => ({
      ...rest,
      messages: messages.map((message) => ({
        ...message,
        parts: [...message.parts, { type: 'text', text: `of ${messages.length}` }],
      })),
    });
    expect(broken(damaged(counting))).toContain('append-only');
  });

  it('catch a codec that remembers', () => {
    let calls = 0;
    const remembering: Damage = (ours) => ({
      ...ours,
      settings: { ...ours.settings, model: `m${(calls += 1)}` },
    });
    expect(broken(damaged(remembering))).toContain('memory is invisible');
  });

  it('catch a stream that never ends', () => {
    const one: WireCase = { name: 'x', reply: { message: { role: 'assistant', parts: [] } } };
    const stream = recordedCases(plain, [one]).find(({ name }) => name === 'stream equals whole');
    expect(() => stream?.run()).toThrow(LawBroken);
  });

  it('print the seed of what they found', () => {
    const one: WireCase = { name: 'x', reply: { message: { role: 'assistant', parts: [] } } };
    const cases = generatedCases(damaged(eachMessage((parts) => parts.slice(1))), [one], {
      runs: 20,
      seed: 42,
    });
    const honest = cases.find(({ name }) => name === 'transcript round trip, honest loss');
    expect(() => honest?.run()).toThrow(/seed: 42/);
  });
});
