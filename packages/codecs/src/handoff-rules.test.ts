/** What a session must look like when it goes on with another provider, rule by rule. (practice of public clients, collected 2026-11-23) */
import {
  extend,
  stringifyJson,
  violations,
  type Codec,
  type JsonObject,
  type ModelRequest,
  type Signature,
  type ThinkingPolicy,
} from '@throughline/core';
import { assistant, call, request, result, sealed, system, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { codecFor } from './index.ts';

const claude = codecFor('anthropic-messages');
const responses = codecFor('openai-responses');
const gemini = codecFor('gemini');
const bedrock = codecFor('bedrock-converse');
const mistral = codecFor('mistral-chat');
const chat = (dialect: string): Codec => codecFor('openai-chat', dialect);

const proof = (issuer: string, value: string, kind = 'thinking'): Signature => ({ issuer, kind, value });
const signed = think('Claude thought of it.', proof('anthropic', 'U0lHTkVEQllDTEFVREU='));
const omitted = think('', proof('anthropic', 'T01JVFRFREJZQ0xBVURF'));
const redacted = sealed('redacted', proof('anthropic', 'UkVEQUNURURCWUNMQVVERQ==', 'redacted'));

/** A tool loop as Claude's wire would have told it. */
const session: ModelRequest = claude.request.decode(
  claude.request.encode(
    request(
      system('Be brief.'),
      user('Look.'),
      assistant(
        signed,
        call('look', { at: 'a' }, 'toolu_0001'),
        omitted,
        redacted,
        call('look', { at: 'b' }, 'toolu_0002'),
      ),
      tool(result('toolu_0001', 'A'), result('toolu_0002', 'B')),
    ),
  ).value,
);

function body(to: Codec, ours: ModelRequest = session, thinking: ThinkingPolicy = 'keep-readable'): string {
  return stringifyJson(to.request.encode(ours, { thinking }).value);
}

function items(to: Codec, ours: ModelRequest = session): readonly JsonObject[] {
  return to.request.encode(ours).value[to.history] as readonly JsonObject[];
}

const targets: readonly Codec[] = [
  chat('openai'),
  chat('deepseek'),
  chat('openrouter'),
  responses,
  gemini,
  codecFor('gemini-interactions'),
  mistral,
  codecFor('cohere-chat'),
  codecFor('ollama-chat'),
];
const named = targets.map((to) => ({ name: `${to.id}/${to.dialect}`, to }));

describe('1. to where it came from', () => {
  it('everything goes back, empty thinking with its signature too', () => {
    const { delivery, losses } = claude.request.encode(session);
    expect(delivery.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
    expect(losses).toEqual([]);
    expect(body(claude)).toContain('"thinking":"","signature":"T01JVFRFREJZQ0xBVURF"');
  });
});

describe('2. to strangers', () => {
  it.each(named)('no proof, no sealed thinking goes to $name', ({ to }) => {
    for (const { value } of [signed, omitted, redacted].flatMap(({ signatures = [] }) => signatures))
      expect(body(to)).not.toContain(value);
  });
});

describe('3. to another model of the same provider', () => {
  it('everything goes along: the server drops what that model cannot read', () => {
    const other = { ...session, settings: { ...session.settings, model: 'another-claude' } };
    expect(claude.request.encode(other).delivery.every(({ status }) => status === 'sent')).toBe(true);
  });
});

describe('4. readable thinking of another provider', () => {
  const words = 'Claude thought of it.';
  it('stays here under drop', () => expect(body(chat('deepseek'), session, 'drop')).not.toContain(words));
  it('goes into the slot for thinking under keep-readable', () =>
    expect(items(chat('deepseek'))[2]).toMatchObject({ reasoning_content: expect.stringContaining(words) }));
  it('goes out as tagged text under tag, and nowhere else', () =>
    expect(body(chat('openai'), session, 'tag')).toContain(`<think>${words}</think>`));
  it('is never answer text unless asked for', () => expect(body(chat('openai'))).not.toContain(words));
});

describe('5. to Gemini', () => {
  const standIn = 'skip_thought_signature_validator';
  const calls = (): readonly JsonObject[] =>
    items(gemini).flatMap(({ parts }) =>
      (parts as readonly JsonObject[]).filter((part) => part['functionCall'] !== undefined),
    );

  it('the first call of a step stands in for its signature, its siblings do not', () => {
    const [first, second] = calls();
    expect(JSON.stringify(first)).toContain(standIn);
    expect(JSON.stringify(second)).not.toContain(standIn);
  });

  it('and the stand-in is no signature when it is read back', () => {
    const back = gemini.request.decode(gemini.request.encode(session).value);
    expect(
      stringifyJson(back.messages.map(({ parts }) => parts.map((part) => ({ ...part, notes: {} })))),
    ).not.toContain(standIn);
  });
});

describe('6. to DeepSeek and Kimi', () => {
  const silent = request(
    user('Look.'),
    { ...assistant(call('look', {}, 'c1')), origin: { wire: 'anthropic-messages' } },
    tool(result('c1', 'seen')),
  );

  it.each(['deepseek', 'kimi'])('%s gets an empty thinking field on calls without thinking', (dialect) => {
    const { value, losses } = chat(dialect).request.encode(silent);
    expect((value['messages'] as readonly JsonObject[])[1]).toMatchObject({ reasoning_content: '' });
    expect(losses).not.toEqual([]);
  });

  it('a message that came from there without one goes back without one', () => {
    const body = {
      messages: [
        { role: 'user', content: 'Look.' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'seen' },
      ],
    };
    expect(chat('deepseek').request.encode(chat('deepseek').request.decode(body)).value).toEqual(body);
  });
});

describe('7. to OpenAI Responses', () => {
  const foreign: ModelRequest = request(
    user('Look.'),
    {
      ...assistant(
        { ...signed, id: 'rs_foreign' },
        { ...call('look', {}, 'c'.repeat(90)), id: 'fc_foreign' },
      ),
      origin: { wire: 'openai-chat' },
    },
    tool(result('c'.repeat(90), 'seen')),
  );

  it('thinking stays here, item ids are left out, calls and results still join', () => {
    const [, called, answered] = items(responses, foreign);
    expect(items(responses, foreign).map(({ type }) => type)).not.toContain('reasoning');
    expect(called).not.toHaveProperty('id');
    expect(called?.['call_id']).toBe(answered?.['call_id']);
  });

  it('ids that are too long get the same short one every time', () => {
    const [, called] = items(responses, foreign);
    expect(called?.['call_id']).toMatch(/^.{1,64}$/);
    expect(items(responses, structuredClone(foreign))[1]).toEqual(called);
  });

  it('a phase is said only where it came from', () => expect(body(responses)).not.toContain('phase'));
});

describe('8. to Claude with manual thinking, in the middle of a tool loop', () => {
  const manual = { thinking: { type: 'enabled', budget_tokens: 2048 } };
  const begun = claude.request.decode({ ...manual, messages: [{ role: 'user', content: 'Look.' }] });
  const answer = (wire: string): ModelRequest =>
    extend(
      begun,
      { message: { ...assistant(text('I look.'), call('look', {}, 'toolu_1')), origin: { wire } } },
      tool(result('toolu_1', 'seen')),
    );

  it('thinking is off for the request where another provider began the loop, which a loss says', () => {
    const { value, losses } = claude.request.encode(answer('openai-chat'));
    expect(value).not.toHaveProperty('thinking');
    expect(losses).toContainEqual(expect.objectContaining({ path: 'thinking', code: 'setting-unsupported' }));
  });

  it('and is on again in the next turn', () => {
    const next = answer('openai-chat');
    const { value } = claude.request.encode({ ...next, messages: [...next.messages, user('And?')] });
    expect(value).toMatchObject(manual);
  });

  it('its own loops are left alone', () =>
    expect(claude.request.encode(answer('anthropic-messages')).value).toMatchObject(manual));
});

describe('9. to Chat Completions', () => {
  it.each([
    ['deepseek', 'reasoning_content'],
    ['vllm', 'reasoning'],
  ])('%s reads %s and no other field', (dialect, field) => {
    const message = items(chat(dialect))[2] as JsonObject;
    expect(Object.keys(message).filter((key) => key.startsWith('reasoning'))).toEqual([field]);
  });
});

describe('10. ids', () => {
  const rules: readonly (readonly [Codec, RegExp])[] = [
    [mistral, /^[a-zA-Z0-9]{9}$/],
    [claude, /^[a-zA-Z0-9_-]{1,64}$/],
    [bedrock, /^[a-zA-Z0-9_-]{1,64}$/],
    [chat('openai'), /^.{1,40}$/],
  ];
  const long = (end: string): string => `call|${'x'.repeat(80)}${end}`;
  const asking = request(
    user('Look.'),
    assistant(call('look', {}, long('1')), call('look', {}, long('2'))),
    tool(result(long('1'), 'A'), result(long('2'), 'B')),
  );

  it.each(rules.map(([to, rule]) => ({ name: `${to.id}/${to.dialect}`, to, rule })))(
    '$name takes them, no two alike, on call and result',
    ({ to, rule }) => {
      const { messages } = to.request.decode(to.request.encode(asking).value);
      const parts = messages.flatMap((message) => message.parts);
      const called = parts.flatMap((part) => (part.type === 'toolCall' ? [part.callId] : []));
      const answered = parts.flatMap((part) => (part.type === 'toolResult' ? [part.callId] : []));
      for (const id of called) expect(id).toMatch(rule);
      expect(new Set(called).size).toBe(2);
      expect(answered).toEqual(called);
    },
  );
});

describe('11. order', () => {
  it.each(named)('results never come before their calls: $name', ({ to }) => {
    const { messages } = to.request.decode(to.request.encode(session).value);
    expect(violations(messages).filter(({ code }) => code === 'result-orphaned')).toEqual([]);
  });

  it('calls without a result and results without a call are named, not mended in silence', () => {
    const torn = [...session.messages.slice(0, 3), user('Never mind.')];
    expect(violations(torn).map(({ code }) => code)).toContain('result-missing');
  });
});

describe('12. thinking without a signature', () => {
  const unsigned = extend(
    session,
    {
      message: {
        ...assistant(think('DeepSeek thought of it.'), text('So.')),
        origin: { wire: 'openai-chat' },
      },
    },
    user('And?'),
  );

  it.each([
    ['Claude', claude],
    ['Bedrock', bedrock],
  ] as const)('is no thinking block to %s', (_name, to) => {
    const { delivery } = to.request.encode(unsigned);
    expect(delivery.at(-1)).toMatchObject({ status: 'withheld', reason: expect.any(String) });
    expect(body(to, unsigned)).not.toContain('DeepSeek thought');
  });
});

describe('13. sealed thinking', () => {
  it.each(named)('never crosses to $name, under no policy', ({ to }) => {
    const only: ModelRequest = {
      ...session,
      messages: [user('q'), assistant(redacted, text('a')), user('b')],
    };
    for (const thinking of ['drop', 'keep-readable', 'tag'] as const) {
      const { delivery } = to.request.encode(only, { thinking });
      expect(delivery).toMatchObject([{ status: 'withheld' }]);
    }
  });
});

describe('14. compaction', () => {
  const compacted = claude.request.decode({
    messages: [
      { role: 'user', content: 'Go on.' },
      {
        role: 'assistant',
        content: [
          { type: 'compaction', content: 'They looked at a and b.', encrypted_content: 'RU5DUllQVEVE' },
          { type: 'text', text: 'Done.' },
        ],
      },
      { role: 'user', content: 'And now?' },
    ],
  });

  it.each(named)('is its readable summary to $name, which a loss says', ({ to }) => {
    const { value, losses } = to.request.encode(compacted);
    expect(stringifyJson(value)).toContain('They looked at a and b.');
    expect(stringifyJson(value)).not.toContain('RU5DUllQVEVE');
    expect(losses).toContainEqual(
      expect.objectContaining({ path: 'messages[1].parts[0]', code: 'part-unsupported' }),
    );
  });

  it('is itself to the one that made it', () => expect(body(claude, compacted)).toContain('RU5DUllQVEVE'));
});
