import { describe, expect, it } from 'vitest';
import { rescue } from './rescue.ts';
import { readSession } from './sessions/session.ts';
import {
  claudeReply,
  claudeSession,
  claudeUser,
  codexSession,
  lines,
  openCodeResponsesSession,
  piAnthropicSession,
} from './sessions/sessions.fixture.ts';

const withoutLine = (text: string, words: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes(words))
    .join('\n');

const think = (thinking: string, signature?: string): object => ({ type: 'thinking', thinking, signature });
const use = (id: string): object => ({ type: 'tool_use', id, name: 'Bash', input: {} });
const gave = (id: string): object[] => [{ type: 'tool_result', tool_use_id: id, content: 'x' }];

/** A finished turn and one that is open, each of two thoughts in one message; the first thought of a message unsigned. */
const wedged = (unsigned: 1 | 2, model: string): string =>
  lines(
    claudeUser('u1', null, 'Which?'),
    claudeReply('a1', 'u1', 'm1', think('One', unsigned === 1 ? undefined : 'c2lnMQ==')),
    claudeReply('a2', 'a1', 'm1', think('Two', 'c2lnMg==')),
    claudeReply('a3', 'a2', 'm1', { type: 'text', text: 'Seven.' }),
    claudeUser('u2', 'a3', 'And paid?'),
    claudeReply('b1', 'u2', 'm2', think('Three', unsigned === 2 ? undefined : 'c2lnMw==')),
    claudeReply('b2', 'b1', 'm2', think('Four', 'c2lnNA==')),
    claudeReply('b3', 'b2', 'm2', use('toolu_1')),
    claudeUser('r1', 'b3', gave('toolu_1')),
  ).replaceAll('claude-opus-4-8', model);

describe('a rescue', () => {
  it('leaves a session as it is where nothing would be refused', () => {
    const text = wedged(1, 'claude-opus-4-8').replace('"One"', '"One","signature":"c2lnMQ=="');
    expect(rescue(readSession(text))).toMatchObject({
      text,
      isChanged: false,
      taken: [],
      findings: [],
      left: [],
    });
  });

  it('takes out the interrupted thought that a session ends in', () => {
    const { text, taken, left } = rescue(readSession(claudeSession));
    expect(text).not.toContain('Seven are');
    expect(taken).toMatchObject([
      {
        at: 'messages[3].content[0]',
        place: 'line 11: message.content[0]',
        code: 'partial-thinking-replayed',
      },
    ]);
    expect(left).toEqual([]);
  });

  it('takes out unsigned thinking of a finished turn alone', () => {
    const { taken, text } = rescue(readSession(wedged(1, 'claude-opus-4-8')));
    expect(taken).toMatchObject([{ at: 'messages[1].content[0]', code: 'signature-missing' }]);
    expect(text).not.toContain('"One"');
    expect(text).toContain('"Two"');
  });

  it('takes out all thinking of a message that the provider compares', () => {
    const { taken, text } = rescue(readSession(wedged(2, 'claude-opus-4-8')));
    expect(taken.map(({ at, code }) => [at, code])).toEqual([
      ['messages[3].content[0]', 'signature-missing'],
      ['messages[3].content[1]', undefined],
    ]);
    expect(text).toContain('"One"');
    expect(text).toContain('toolu_1');
  });

  it('advises to switch thinking off where a model demands it of the open loop', () => {
    expect(rescue(readSession(wedged(2, 'claude-sonnet-4-5'))).advice).toHaveLength(1);
    expect(rescue(readSession(wedged(2, 'claude-opus-4-8'))).advice).toEqual([]);
    expect(rescue(readSession(wedged(1, 'claude-sonnet-4-5'))).advice).toEqual([]);
  });

  it('takes out what is bound to thinking that had to go', () => {
    const { taken, left } = rescue(readSession(wedged(1, 'claude-fable-5-2')));
    expect(taken.map(({ at }) => at)).toEqual([
      'messages[1].content[0]',
      'messages[1].content[1]',
      'messages[3].content[0]',
      'messages[3].content[1]',
    ]);
    expect(taken[2]?.why).toContain('bound to what stands before it');
    expect(left).toEqual([]);
  });

  it('takes out what another vendor signed, when a session goes on with a model that cannot read it', () => {
    const text = wedged(1, 'claude-opus-4-8')
      .replace('"One"', '"One","signature":"c2lnMQ=="')
      .split('\n')
      .map((line) => (line.includes('"m1"') ? line.replace('claude-opus-4-8', 'glm-5.3') : line))
      .join('\n');
    const { taken, text: rescued } = rescue(readSession(text));
    expect(taken.map(({ at, code }) => [at, code])).toEqual([
      ['messages[1].content[0]', 'foreign-signature'],
      ['messages[1].content[1]', 'foreign-signature'],
    ]);
    expect(rescued).toBe(
      withoutLine(withoutLine(text, '"One"'), '"Two"').replace('"parentUuid":"a2"', '"parentUuid":"u1"'),
    );
  });

  it('takes out all thinking where that is asked for', () => {
    const { taken, text } = rescue(readSession(wedged(1, 'claude-opus-4-8')), { thinking: 'drop' });
    expect(taken).toHaveLength(4);
    expect(text).not.toContain('"thinking"');
  });

  it.each([
    ['Codex', codexSession, 'gAAA2'],
    ['OpenCode', openCodeResponsesSession, 'rs_2'],
  ])('takes a reasoning item out of a session of %s that nothing follows', (_agent, text, name) => {
    const rescued = rescue(readSession(text));
    expect(rescued.taken).toMatchObject([{ code: 'orphan-reasoning-item' }]);
    expect(rescued.text).not.toContain(name);
    expect(rescued.left).toEqual([]);
  });

  it('is done once it was done', () => {
    for (const text of [claudeSession, codexSession, piAnthropicSession, wedged(1, 'claude-fable-5-2')]) {
      const once = rescue(readSession(text));
      expect(rescue(readSession(once.text))).toMatchObject({ text: once.text, isChanged: false });
    }
  });
});
