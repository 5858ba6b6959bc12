import { ThroughlineError, type JsonObject } from '@throughline/core';
import { codecFor } from '@throughline/codecs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SavedSession } from './agent.ts';
import { readSession } from './session.ts';
import {
  claudeSession,
  codexCompacted,
  codexSession,
  openCodeAnthropicSession,
  openCodeResponsesSession,
  piAnthropicSession,
  piResponsesSession,
} from './sessions.fixture.ts';

const sessions: readonly [name: string, text: string, agent: string, wire: string][] = [
  ['Claude Code', claudeSession, 'claude-code', 'anthropic-messages'],
  ['Codex', codexSession, 'codex', 'openai-responses'],
  ['Codex, compacted', codexCompacted, 'codex', 'openai-responses'],
  ['pi on Anthropic', piAnthropicSession, 'pi', 'anthropic-messages'],
  ['pi on Responses', piResponsesSession, 'pi', 'openai-responses'],
  ['OpenCode on Anthropic', openCodeAnthropicSession, 'opencode', 'anthropic-messages'],
  ['OpenCode on Responses', openCodeResponsesSession, 'opencode', 'openai-responses'],
];

type Message = JsonObject & { readonly content: readonly JsonObject[] };

const messagesIn = ({ request, wire }: SavedSession): readonly Message[] =>
  (wire === 'anthropic-messages' ? request['messages'] : []) as readonly Message[];

const blocksIn = (session: SavedSession): readonly JsonObject[] =>
  session.wire === 'anthropic-messages'
    ? messagesIn(session).flatMap(({ content }) => content)
    : (session.request['input'] as readonly JsonObject[]);

/** The request without these blocks; all others are the same objects. */
function without(session: SavedSession, isGone: (block: JsonObject) => boolean): JsonObject {
  const { request, wire } = session;
  const keep = (list: readonly JsonObject[]): readonly JsonObject[] => list.filter((block) => !isGone(block));
  if (wire !== 'anthropic-messages')
    return { ...request, input: keep(request['input'] as readonly JsonObject[]) };
  const messages = messagesIn(session).map((message) => ({ ...message, content: keep(message.content) }));
  return { ...request, messages: messages.filter(({ content }) => content.length > 0) };
}

/** A call and its result are saved as one by some agents: they go together here. Texts that nobody wrote stay. */
const unitOf = (block: JsonObject): unknown =>
  block['call_id'] ?? block['tool_use_id'] ?? block['id'] ?? block;
const isFixed = (block: JsonObject): boolean => JSON.stringify(block).includes('So far: nothing.');

describe.each(sessions)('a session of %s', (_name, text, agent, wire) => {
  it('is recognised, and read by name', () => {
    const session = readSession(text);
    expect(session).toMatchObject({ agent, wire });
    expect(readSession(text, { agent }).request).toEqual(session.request);
  });

  it('becomes a request of its wire', () => {
    const { request } = readSession(text);
    expect(codecFor(wire).request.decode(request).messages.length).toBeGreaterThan(0);
  });

  it('comes back as the identical text when nothing was repaired', () => {
    const session = readSession(text);
    expect(session.write(session.request)).toBe(text);
    expect(session.write(JSON.parse(JSON.stringify(session.request)) as JsonObject)).toBe(text);
  });

  it('is the same session without the blocks that went, and every other line is as it was', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (choices) => {
        const session = readSession(text);
        const units = [
          ...new Set(
            blocksIn(session)
              .filter((block) => !isFixed(block))
              .map(unitOf),
          ),
        ];
        const gone = new Set(choices.map((choice) => units[choice % units.length]));
        const repaired = without(session, (block) => gone.has(unitOf(block)));
        const written = session.write(repaired);
        const kept = written.split('\n').filter((line) => text.split('\n').includes(line));
        expect(inOrder(kept, text.split('\n'))).toBe(true);
        const left = blocksIn({ ...session, request: repaired });
        fc.pre(left.length > 0);
        expect(blocksIn(readSession(written, { agent }))).toEqual(left);
      }),
    ));

  it('refuses a change that its file cannot hold, with the place', () => {
    const session = readSession(text);
    const { request } = session;
    const history = wire === 'anthropic-messages' ? 'messages' : 'input';
    const list = request[history] as readonly JsonObject[];
    const refused = (repaired: JsonObject, message: string): void => {
      expect(() => session.write(repaired)).toThrow(ThroughlineError);
      expect(() => session.write(repaired)).toThrow(message);
    };
    refused({ ...request, temperature: 1 }, 'temperature: cannot be taken over');
    refused(
      { ...request, [history]: [...list, { role: 'user', content: [{ type: 'novel' }] }] },
      'a block was added',
    );
    refused({ ...request, [history]: list.toReversed() }, 'blocks were moved');
    refused({ ...request, [history]: {} }, `${history}: `);
  });
});

function inOrder(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const line of all) if (line === some[at]) at += 1;
  return at === some.length;
}

describe('readSession', () => {
  it.each(['', '\n', 'hello', '{}', '[]', '{"type":"user"}', '{"messages":[]}'])(
    'refuses %j and lists the agents',
    (text) =>
      expect(() => readSession(text)).toThrow(
        'format-invalid: not a saved session of opencode, codex, pi, claude-code',
      ),
  );

  it('refuses an agent that it does not know', () =>
    expect(() => readSession('', { agent: 'clippy' })).toThrow(
      'config-invalid: agent: expected one of opencode, codex, pi, claude-code, found "clippy"',
    ));

  it('never fails in any other way', () => {
    const mangled = fc
      .tuple(fc.constantFrom(...sessions), fc.nat(), fc.json())
      .map(([[, text], at, json]) => {
        const place = at % text.length;
        return text.slice(0, place) + json + text.slice(place);
      });
    const entries = fc.array(
      fc.dictionary(
        fc.constantFrom(
          'type',
          'uuid',
          'message',
          'payload',
          'id',
          'parentId',
          'parentUuid',
          'info',
          'messages',
          'parts',
        ),
        fc.oneof(
          fc.constantFrom('user', 'assistant', 'session', 'response_item', 'compacted'),
          fc.jsonValue(),
        ),
      ),
    );
    const lines = entries.map((list) => list.map((entry) => JSON.stringify(entry)).join('\n'));
    fc.assert(
      fc.property(fc.oneof(mangled, lines, fc.string()), (text) => {
        expect(outcome(text)).toBe('fine');
      }),
      { numRuns: 500 },
    );
  });
});

function outcome(text: string): unknown {
  try {
    const session = readSession(text);
    return session.write(session.request) === text ? 'fine' : 'changed';
  } catch (error) {
    return ThroughlineError.is(error) ? 'fine' : error;
  }
}
