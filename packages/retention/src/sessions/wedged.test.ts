import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import type { SavedSession } from './agent.ts';
import { readSession } from './session.ts';
import {
  claudeReply,
  claudeSession,
  claudeUser,
  codexCompacted,
  codexSaid,
  codexSession,
  codexThought,
  lines,
  openCodeAnthropicSession,
  openCodeResponsesSession,
  piAnthropicSession,
  piLine,
  piMessage,
  piReply,
  piResponsesSession,
} from './sessions.fixture.ts';

type Message = { readonly role: string; readonly content: readonly JsonObject[] };

const messagesIn = ({ request }: SavedSession): readonly Message[] =>
  request['messages'] as unknown as readonly Message[];
const itemsIn = ({ request }: SavedSession): readonly JsonObject[] =>
  request['input'] as readonly JsonObject[];

/** The request with each block as `change` has it; without those that it has not. */
function having(session: SavedSession, change: (block: JsonObject) => JsonObject | undefined): JsonObject {
  const { request } = session;
  const each = (list: readonly JsonObject[]): JsonObject[] =>
    list.map(change).filter((block) => block !== undefined);
  if (Array.isArray(request['input'])) return { ...request, input: each(itemsIn(session)) };
  const messages = messagesIn(session).map((message) => ({ ...message, content: each(message.content) }));
  return { ...request, messages: messages.filter(({ content }) => content.length > 0) };
}

const drop = (session: SavedSession, isGone: (block: JsonObject) => boolean): string =>
  session.write(having(session, (block) => (isGone(block) ? undefined : block)));

const withoutLine = (text: string, words: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes(words))
    .join('\n');

describe('a session of Claude Code', () => {
  it('is what would be sent: one message a reply, all results of it, no errors, no helpers', () => {
    const session = readSession(claudeSession);
    expect(session.model).toBe('claude-opus-4-8');
    expect(
      messagesIn(session).map(({ role, content }) => [role, ...content.map(({ type }) => type)]),
    ).toEqual([
      ['user', 'text'],
      ['assistant', 'thinking', 'tool_use', 'tool_use'],
      ['user', 'tool_result', 'tool_result'],
      ['assistant', 'thinking'],
      ['user', 'text'],
    ]);
  });

  it('loses a partial thought with its line, and the next line names the one before', () => {
    const rescued = drop(
      readSession(claudeSession),
      ({ type, signature }) => type === 'thinking' && signature === undefined,
    );
    const expected = withoutLine(claudeSession, '"Seven are"')
      .replace('"parentUuid":"a4"', '"parentUuid":"s1"')
      .replace('"leafUuid":"a4"', '"leafUuid":"s1"');
    expect(rescued).toBe(expected);
  });

  it('takes a changed block over in its place', () => {
    const session = readSession(claudeSession);
    const signed = (block: JsonObject): JsonObject =>
      block['thinking'] === 'Look first.' ? { ...block, signature: 'bmV3' } : block;
    expect(session.write(having(session, signed))).toBe(claudeSession.replace('"c2lnMQ=="', '"bmV3"'));
    const said = (block: JsonObject): JsonObject =>
      block['text'] === 'Which orders are late?' ? { ...block, text: 'Which?' } : block;
    expect(session.write(having(session, said))).toBe(
      claudeSession.replace('Which orders are late?', 'Which?'),
    );
  });

  it('begins at its latest compaction', () => {
    const boundary = {
      type: 'system',
      subtype: 'compact_boundary',
      uuid: 'b1',
      parentUuid: null,
      logicalParentUuid: 'a1',
    };
    const text = lines(
      claudeUser('u1', null, 'Long ago'),
      claudeReply('a1', 'u1', 'msg_1', { type: 'text', text: 'Yes.' }),
      boundary,
      claudeUser('u2', 'b1', 'So far: nothing.', { isCompactSummary: true }),
      claudeReply('a2', 'u2', 'msg_2', { type: 'text', text: 'Go on.' }),
    );
    expect(messagesIn(readSession(text)).map(({ content }) => content[0]?.['text'])).toEqual([
      'So far: nothing.',
      'Go on.',
    ]);
  });

  it('may be a helper of another session', () => {
    const text = lines(claudeUser('u1', null, 'help', { isSidechain: true }));
    expect(messagesIn(readSession(text))).toHaveLength(1);
  });

  it('refuses messages that were joined, split, or changed beside their blocks', () => {
    const session = readSession(claudeSession);
    const [first, second, ...rest] = messagesIn(session) as readonly [Message, Message, ...Message[]];
    const write = (...messages: readonly Message[]): string =>
      session.write({ ...session.request, messages });
    const [thought, ...calls] = second.content as readonly [JsonObject, ...JsonObject[]];
    expect(() =>
      write(first, { ...second, content: [thought] }, { ...second, content: calls }, ...rest),
    ).toThrow('messages[2].content[0]: cannot be taken over into the session file: a message was split');
    expect(() => write({ ...first, content: [...first.content, ...second.content] }, ...rest)).toThrow(
      'messages[0].content[1]: cannot be taken over into the session file: messages were joined',
    );
    expect(() => write({ ...first, role: 'system' }, second, ...rest)).toThrow(
      'messages[0]: cannot be taken over into the session file: the message itself was changed',
    );
  });
});

describe('a session of Codex', () => {
  it('is what would be sent: items, instructions, nothing stored', () => {
    const session = readSession(codexSession);
    expect(session.request).toMatchObject({ model: 'gpt-5.5', instructions: 'Be brief.', store: false });
    expect(itemsIn(session).map(({ type, role }) => role ?? type)).toEqual([
      'user',
      'reasoning',
      'function_call',
      'function_call_output',
      'assistant',
      'user',
      'reasoning',
    ]);
  });

  it('loses an orphan reasoning item with its line', () =>
    expect(drop(readSession(codexSession), (item) => item['encrypted_content'] === 'gAAA2')).toBe(
      withoutLine(codexSession, 'gAAA2'),
    ));

  it('begins with what its latest compaction left, inside whose line items may go', () => {
    const session = readSession(codexCompacted);
    expect(itemsIn(session)).toHaveLength(5);
    const rescued = drop(session, (item) => item['encrypted_content'] === 'gAAA1');
    expect(rescued).toBe(
      codexCompacted.replace('{"type":"reasoning","summary":[],"encrypted_content":"gAAA1"},', ''),
    );
  });

  it('keeps what the user said where an old compaction left only a summary', () => {
    const old = { type: 'compacted', payload: { message: 'So far: nothing.' } };
    const text = lines(...codexSaid('Hi'), codexThought('gAAA1'), old, codexThought('gAAA2'));
    const session = readSession(text);
    expect(itemsIn(session).map(({ type, role }) => role ?? type)).toEqual(['user', 'user', 'reasoning']);
    expect(() => drop(session, (item) => JSON.stringify(item).includes('nothing'))).toThrow('has to stay');
  });

  it('is without the turns that were rolled back', () => {
    const back = { type: 'event_msg', payload: { type: 'thread_rolled_back', num_turns: 1 } };
    const text = lines(
      ...codexSaid('Hi'),
      codexThought('gAAA1'),
      ...codexSaid('Oops'),
      codexThought('gAAA2'),
      back,
    );
    expect(itemsIn(readSession(text))).toHaveLength(2);
  });
});

describe('a session of pi', () => {
  it('is what would be sent to Anthropic: others’ thinking as text, nothing that was stopped', () => {
    const session = readSession(piAnthropicSession);
    expect(session.model).toBe('claude-opus-4-8');
    expect(
      messagesIn(session).map(({ role, content }) => [role, ...content.map(({ type }) => type)]),
    ).toEqual([
      ['user', 'text'],
      ['user', 'text'],
      ['assistant', 'text', 'tool_use'],
      ['user', 'tool_result'],
      ['assistant', 'thinking', 'tool_use', 'tool_use'],
      ['user', 'tool_result', 'tool_result'],
      ['assistant', 'redacted_thinking', 'text', 'text'],
      ['user', 'text'],
    ]);
    expect(messagesIn(session)[2]?.content[1]?.['id']).toBe('call_1_fc_1');
    expect(messagesIn(session)[3]?.content[0]?.['tool_use_id']).toBe('call_1_fc_1');
  });

  it('loses a foreign signature with its block, and a result with its line', () => {
    const session = readSession(piAnthropicSession);
    expect(drop(session, ({ signature }) => signature === 'c2lnMg==')).toBe(
      piAnthropicSession.replace(
        '{"type":"thinking","thinking":"Count them.","thinkingSignature":"c2lnMg=="},',
        '',
      ),
    );
    expect(drop(session, (block) => block['tool_use_id'] === 'toolu_2')).toBe(
      withoutLine(piAnthropicSession, '"m6","parentId":"m5"').replace('"parentId":"m6"', '"parentId":"m5"'),
    );
  });

  it('takes changed words and signatures over, wherever pi keeps them', () => {
    const session = readSession(piAnthropicSession);
    const change = (block: JsonObject): JsonObject => {
      if (block['signature'] === 'c2lnMg==') return { ...block, signature: 'bmV3' };
      if (block['data'] === 'ZGF0YQ==') return { ...block, data: 'bmV3ZXI=' };
      if (block['text'] === 'unsigned') return { ...block, text: 'still unsigned' };
      return block['text'] === 'Go on.' ? { ...block, text: 'Stop.' } : block;
    };
    expect(session.write(having(session, change))).toBe(
      piAnthropicSession
        .replace('c2lnMg==', 'bmV3')
        .replace('ZGF0YQ==', 'bmV3ZXI=')
        .replace('"thinking":"unsigned"', '"thinking":"still unsigned"')
        .replace('Go on.', 'Stop.'),
    );
  });

  it('refuses what it has no place for', () => {
    const session = readSession(piAnthropicSession);
    const marked = (block: JsonObject): JsonObject =>
      block['type'] === 'thinking' ? { ...block, cache_control: { type: 'ephemeral' } } : block;
    expect(() => session.write(having(session, marked))).toThrow(
      'line 7: message.content[0]: cannot be taken over into the session file: the file has no place for the change',
    );
    expect(() => drop(session, ({ text }) => text === 'So far: nothing.')).toThrow('has to stay');
  });

  it('loses an orphan reasoning item with its block, and takes a changed one over', () => {
    const session = readSession(piResponsesSession);
    expect(itemsIn(session).at(-1)).toMatchObject({ type: 'reasoning', id: 'rs_2' });
    const rescued = drop(session, ({ id }) => id === 'rs_2');
    expect(rescued).toContain('"content":[],"api":"openai-responses"');
    expect(itemsIn(readSession(rescued))).toEqual(itemsIn(session).slice(0, -1));
    const unnamed = ({ id, ...item }: JsonObject): JsonObject =>
      id === 'rs_1' ? item : present({ ...item, id });
    expect(itemsIn(readSession(session.write(having(session, unnamed))))[1]).toEqual(
      unnamed(itemsIn(session)[1] as JsonObject),
    );
  });

  it('is refused for an API that is not read, or not known', () => {
    const head = { type: 'session', id: 'p1' };
    const reply = piReply('google-generative-ai', 'google', 'gemini-3-pro', []);
    expect(() => readSession(lines(head, piMessage('m1', null, reply)))).toThrow(
      'google-generative-ai of google',
    );
    const change = piLine('c1', null, { type: 'model_change', provider: 'xai', modelId: 'grok' });
    expect(() => readSession(lines(head, change))).toThrow('does not say which API');
  });
});

const present = (fields: { readonly [name: string]: unknown }): JsonObject =>
  JSON.parse(JSON.stringify(fields)) as JsonObject;

describe('a session of OpenCode', () => {
  it('is what would be sent to Anthropic: a message a step, its results in the next one', () => {
    const session = readSession(openCodeAnthropicSession);
    expect(
      messagesIn(session).map(({ role, content }) => [role, ...content.map(({ type }) => type)]),
    ).toEqual([
      ['user', 'text'],
      ['assistant', 'thinking', 'tool_use', 'tool_use'],
      ['user', 'tool_result', 'tool_result'],
      ['assistant', 'redacted_thinking', 'text'],
      ['user', 'text'],
      ['assistant', 'thinking', 'text'],
    ]);
    expect(messagesIn(session)[2]?.content[1]).toMatchObject({ is_error: true });
  });

  it('loses a foreign signature with its part, and takes a changed one over', () => {
    const session = readSession(openCodeAnthropicSession);
    const rescued = drop(session, ({ signature }) => signature === 'Zm9yZWlnbg==');
    expect(JSON.stringify(JSON.parse(rescued))).toBe(
      JSON.stringify(JSON.parse(openCodeAnthropicSession)).replace(/\{"id":"prt_7".*?\}\}\},/, ''),
    );
    const signed = (block: JsonObject): JsonObject =>
      block['signature'] === 'c2lnMQ==' ? { ...block, signature: 'bmV3', thinking: 'Look.' } : block;
    expect(session.write(having(session, signed))).toBe(
      openCodeAnthropicSession.replace('c2lnMQ==', 'bmV3').replace('Look first.', 'Look.'),
    );
  });

  it('loses a call only with its result: they are one part', () => {
    const session = readSession(openCodeAnthropicSession);
    expect(() => drop(session, ({ type, id }) => type === 'tool_use' && id === 'toolu_1')).toThrow(
      'line 1: messages[1].parts[2]: cannot be taken over into the session file: only a part',
    );
    const rescued = drop(session, (block) => block['id'] === 'toolu_1' || block['tool_use_id'] === 'toolu_1');
    expect(rescued).not.toContain('toolu_1');
  });

  it('loses a reasoning item with all of its parts', () => {
    const session = readSession(openCodeResponsesSession);
    expect(itemsIn(session)[1]).toEqual({
      type: 'reasoning',
      id: 'rs_1',
      encrypted_content: 'gAAA-rs_1',
      summary: [
        { type: 'summary_text', text: 'Look.' },
        { type: 'summary_text', text: 'Then count.' },
      ],
    });
    expect(drop(session, ({ id }) => id === 'rs_1')).not.toContain('rs_1');
    expect(drop(session, ({ id }) => id === 'rs_2')).not.toContain('rs_2');
  });

  it('begins at its latest compaction', () => {
    const model = { providerID: 'anthropic', modelID: 'claude-opus-4-8' };
    const text = (words: string): object => ({ type: 'text', text: words });
    const messages = [
      { info: { id: 'm1', role: 'user', model }, parts: [text('Long ago')] },
      { info: { id: 'm2', role: 'user', model }, parts: [{ type: 'compaction', auto: true }] },
      {
        info: { id: 'm3', role: 'assistant', parentID: 'm2', summary: true, finish: 'stop', ...model },
        parts: [text('So far: nothing.')],
      },
      { info: { id: 'm4', role: 'user', model }, parts: [text('Go on.')] },
    ];
    const session = readSession(JSON.stringify({ info: {}, messages }));
    expect(messagesIn(session).map(({ content }) => content[0]?.['text'])).toEqual([
      'What did we do so far?',
      'So far: nothing.',
      'Go on.',
    ]);
  });

  it('is refused for a provider that is not read', () =>
    expect(() =>
      readSession(
        JSON.stringify({
          info: {},
          messages: [
            { info: { role: 'user', model: { providerID: 'google', modelID: 'gemini' } }, parts: [] },
          ],
        }),
      ),
    ).toThrow('this one goes on with google'));
});
