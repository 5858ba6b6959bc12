import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { ThroughlineError } from './errors.ts';
import { eventsOf, foldEvents } from './events.ts';
import { fingerprint } from './fingerprint.ts';
import { extend } from './handoff.ts';
import { violations } from './invariants.ts';
import type { Part } from './parts.ts';
import type { Message, Reply } from './transcript.ts';
import { steps, turns } from './views.ts';

const text = (value: string): Part => ({ type: 'text', text: value });
const think = (value: string): Part => ({ type: 'thinking', text: value, visibility: 'full' });
const call = (callId: string): Part => ({ type: 'toolCall', callId, name: 'f', arguments: '{}' });
const result = (callId: string): Part => ({ type: 'toolResult', callId, content: [] });
const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts });
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });
const tool = (...parts: readonly Part[]): Message => ({ role: 'tool', parts });

const session: readonly Message[] = [
  { role: 'system', parts: [text('s')] },
  user(text('q')),
  assistant(think('a'), call('1'), call('2')),
  tool(result('1'), result('2')),
  assistant(think('b'), text('done')),
  user(text('more')),
  assistant(text('ok')),
];

describe('views', () => {
  it('counts a model call and its results as one step', () => {
    expect(steps(session).map(({ index, results }) => [index, results !== undefined])).toEqual([
      [2, true],
      [4, false],
      [6, false],
    ]);
  });

  it('begins a turn at user input, never at tool results', () => {
    expect(turns(session).map(({ index, steps: inner }) => [index, inner.map((step) => step.index)])).toEqual(
      [
        [1, [2, 4]],
        [5, [6]],
      ],
    );
  });
});

describe('invariants', () => {
  const codes = (...messages: readonly Message[]): string[] =>
    violations(messages).map(({ code, path }) => `${code} ${path}`);

  it('finds nothing in a sound session', () => {
    expect(violations(session)).toEqual([]);
  });

  it('lets the calls of the last step still run', () => {
    expect(codes(user(text('q')), assistant(call('1')))).toEqual([]);
  });

  it.each<[string, readonly Message[]]>([
    ['result-orphaned messages[0].parts[0]', [tool(result('1'))]],
    ['result-missing messages[0].parts[0]', [assistant(call('1')), user(text('x'))]],
    ['result-repeated messages[1].parts[1]', [assistant(call('1')), tool(result('1'), result('1'))]],
    ['call-id-repeated messages[0].parts[1]', [assistant(call('1'), call('1'))]],
    ['call-misplaced messages[0].parts[0]', [user(call('1'))]],
    ['thinking-misplaced messages[0].parts[0]', [user(think('x'))]],
    ['thinking-after-call messages[0].parts[1]', [assistant(call('1'), think('x'))]],
  ])('names %s', (expected, messages) => {
    expect(codes(...messages)).toContain(expected);
  });

  it('allows an id to be used again in a later step', () => {
    expect(codes(assistant(call('1')), tool(result('1')), assistant(call('1')), tool(result('1')))).toEqual(
      [],
    );
  });
});

describe('events', () => {
  const reply: Reply = {
    message: {
      role: 'assistant',
      parts: [think('abc'), { type: 'opaque', wire: 'w', kind: 'k', value: 1 }, text(''), call('1')],
    },
  };

  it('fold back to the reply, however the texts are cut', () => {
    for (const size of [1, 2, 100]) expect(foldEvents(eventsOf(reply, size))).toEqual(reply);
  });

  it('are noun-verb and keep the place of each part', () => {
    expect(
      [...eventsOf(reply)].map((event) => ('index' in event ? `${event.type} ${event.index}` : event.type)),
    ).toEqual([
      'reply-start',
      'thinking-start 0',
      'thinking-delta 0',
      'thinking-end 0',
      'part 1',
      'text-start 2',
      'text-end 2',
      'tool-call-start 3',
      'tool-call-delta 3',
      'tool-call-end 3',
      'reply-end',
    ]);
  });

  it('that stop early or carry an error are an error', () => {
    expect(() => foldEvents([...eventsOf(reply)].slice(0, -1))).toThrow(/^stream-broken/);
    expect(() =>
      foldEvents([{ type: 'error', error: { kind: 'other', wire: 'any', body: { oops: 1 } } }]),
    ).toThrow(/^upstream-failed/);
  });
});

describe('arguments', () => {
  const parsed = (written: string): unknown =>
    parseArguments({ type: 'toolCall', callId: '1', name: 'f', arguments: written });

  it('parse to an object or travel as text', () => {
    expect(parsed('{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
    expect(parsed('{"a":')).toMatchObject({ ok: false, text: '{"a":' });
    expect(parsed('[1]')).toMatchObject({ ok: false, text: '[1]', reason: 'expected a JSON object' });
    expect(parsed('')).toMatchObject({ ok: false, text: '' });
  });
});

describe('fingerprint', () => {
  it('is the same for equal prefixes and differs on any change', () => {
    const copy = structuredClone<readonly Message[]>(session);
    expect(fingerprint(copy)).toBe(fingerprint(session));
    expect(fingerprint(session.slice(0, 3))).not.toBe(fingerprint(session));
    expect(fingerprint([...session.slice(0, 2), assistant(think('A'), call('1'), call('2'))])).not.toBe(
      fingerprint(session.slice(0, 3)),
    );
    expect(fingerprint(session, [{ type: 'function', name: 'f' }])).not.toBe(fingerprint(session));
  });
});

describe('extending a request', () => {
  it('touches nothing earlier', () => {
    const request = { messages: session, settings: {} };
    const longer = extend(request, { message: { role: 'assistant', parts: [text('x')] } }, user(text('y')));
    expect(
      longer.messages.slice(0, session.length).every((message, index) => message === session[index]),
    ).toBe(true);
    expect(longer.messages.length).toBe(session.length + 2);
  });
});

describe('the error', () => {
  it('puts code and place first, keeps the cause, and is known across copies', () => {
    const cause = new Error('inner');
    const error = new ThroughlineError('format-invalid', 'expected a string', { path: 'content[2]', cause });
    expect(error.message).toBe('format-invalid: content[2]: expected a string');
    expect(error.cause).toBe(cause);
    expect(
      ThroughlineError.is(Object.assign(new Error('copy'), { [Symbol.for('throughline.error')]: true })),
    ).toBe(true);
    expect(ThroughlineError.is(cause)).toBe(false);
  });
});
