import type { JsonObject, Part } from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, assistant, base, user } from './asking.fixture.ts';
import { startSimulator, type Session, type SessionOptions, type Simulator } from '../index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const think = (text: string): Part => ({ type: 'thinking', text, visibility: 'full' });
const call = (written: string): Part => ({ type: 'toolCall', callId: '0', name: 'read', arguments: written });

/** Thinks, says, thinks, calls, three times. */
const policy: SessionOptions['policy'] = ({ messages }) => [
  think(`step ${messages.length}`),
  { type: 'text', text: 'Let me see.' },
  think('and so'),
  call('{"path":"a"}'),
];

function resultFor(content: readonly JsonObject[]): JsonObject {
  const id = content.find(({ type }) => type === 'tool_use')?.['id'];
  return user([{ type: 'tool_result', tool_use_id: id as string, content: 'A' }]);
}

/** A session after `count` steps, its history complete. */
async function after(
  count: number,
  options: Partial<SessionOptions>,
  extra: JsonObject = {},
): Promise<{ session: Session; messages: JsonObject[] }> {
  const session = simulator.open({ wire: 'anthropic-messages', policy, ...options });
  const messages: JsonObject[] = [user('Go')];
  for (let step = 0; step < count; step += 1) {
    const { body } = await ask(session, { ...base, ...extra, messages });
    messages.push(assistant(body.content), resultFor(body.content));
  }
  return { session, messages };
}

/** The content of one message, changed. */
function edited(
  messages: readonly JsonObject[],
  index: number,
  edit: (blocks: readonly JsonObject[]) => readonly JsonObject[],
): JsonObject[] {
  return messages.map((message, at) =>
    at === index ? { ...message, content: edit(message['content'] as readonly JsonObject[]) } : message,
  );
}

const manual = { thinking: { type: 'enabled', budget_tokens: 1024 } };

describe('thinking that comes back as it was', () => {
  it.each([
    ['manual', manual],
    ['adaptive', {}],
    ['preserved', {}],
  ] as const)('is taken in %s mode and counted identical', async (mode, extra) => {
    const { session } = await after(3, { mode, thinking: 'mixed' }, extra);
    expect(session.tally()).toMatchObject({
      steps: 3,
      refusals: 0,
      thinking: { expected: 6, identical: 6, changed: 0, dropped: 0 },
      order: true,
      appendOnly: true,
      arguments: { expected: 3, identical: 3 },
    });
  });

  it('may get text into an omitted block, which is ignored', async () => {
    const { session, messages } = await after(1, { thinking: 'omitted' });
    const filled = edited(messages, 1, (blocks) =>
      blocks.map((block) => (block['type'] === 'thinking' ? { ...block, thinking: 'added' } : block)),
    );
    expect((await ask(session, { ...base, messages: filled })).status).toBe(200);
    expect(session.exchanges().at(-1)?.view?.messages[1]?.parts[0]).toMatchObject({
      type: 'thinking',
      text: expect.stringContaining('step 1'),
    });
  });
});

const cannotBeModified =
  /^messages\.1\.content\.\d: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified\./;

describe('the latest assistant message (A2)', () => {
  it.each<[string, (blocks: readonly JsonObject[]) => readonly JsonObject[]]>([
    [
      'edited',
      (blocks) => blocks.map((block, index) => (index === 0 ? { ...block, thinking: 'other' } : block)),
    ],
    ['dropped in part', (blocks) => blocks.slice(1)],
    ['reordered', ([first, text, second, tool]) => [second, text, first, tool] as readonly JsonObject[]],
    [
      'moved behind the call',
      ([first, text, second, tool]) => [first, text, tool, second] as readonly JsonObject[],
    ],
  ])('is refused when its thinking was %s', async (_what, edit) => {
    const { session, messages } = await after(1, {});
    const { status, body } = await ask(session, { ...base, messages: edited(messages, 1, edit) });
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(body.error.message).toMatch(cannotBeModified);
  });

  it('is taken without any thinking by adaptive models: the memory is gone, not the request', async () => {
    const { session, messages } = await after(1, { mode: 'adaptive' });
    const bare = edited(messages, 1, (blocks) => blocks.filter(({ type }) => type !== 'thinking'));
    expect((await ask(session, { ...base, messages: bare })).status).toBe(200);
    expect(session.tally().perRequest.at(-1)).toEqual({ expected: 2, identical: 0, changed: 0, dropped: 2 });
  });

  it('must start with thinking in manual mode (A7)', async () => {
    const { session, messages } = await after(1, { mode: 'manual' }, manual);
    const bare = edited(messages, 1, (blocks) => blocks.filter(({ type }) => type !== 'thinking'));
    const { status, body } = await ask(session, { ...base, ...manual, messages: bare });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(
      /^messages\.1\.content\.0\.type: Expected `thinking` or `redacted_thinking`, but found `text`\. When `thinking` is enabled, a final `assistant` message must start/,
    );
  });
});

describe('signatures (A1)', () => {
  it.each<[string, string, RegExp]>([
    ['tampered', 'AAAA', /^messages\.1\.content\.0: Invalid `signature` in `thinking` block$/],
    ['empty', '', /^messages\.1\.content\.0: Invalid `signature` in `thinking` block$/],
  ])('are refused when %s', async (_what, signature, message) => {
    const { session, messages } = await after(1, {});
    const { body } = await ask(session, {
      ...base,
      messages: edited(messages, 1, ([first, ...rest]) => [{ ...first, signature }, ...rest]),
    });
    expect(body.error.message).toMatch(message);
  });
});

const boundElsewhere =
  /^messages\.1\.content\.0: Invalid `signature` in `thinking` block\. The block is bound to a different conversation\. .*"drop_block"\. That setting requires the `thinking-binding-controls-2026-08-01` value in the `anthropic-beta` header\.$/;

describe('prefix binding in preserved mode (A3)', () => {
  it.each<[string, (body: JsonObject) => JsonObject]>([
    ['the system prompt', (body) => ({ ...body, system: 'New.' })],
    ['a tool', (body) => ({ ...body, tools: [] })],
    [
      'an earlier message',
      (body) => ({
        ...body,
        messages: edited(
          [{ role: 'user', content: [] }, ...(body['messages'] as JsonObject[]).slice(1)],
          0,
          () => [{ type: 'text', text: 'Other' }],
        ),
      }),
    ],
  ])('refuses when %s changed', async (_what, change) => {
    const { session, messages } = await after(2, { mode: 'preserved' });
    const { status, body } = await ask(session, change({ ...base, messages }));
    expect(status).toBe(400);
    expect(body.error.message).toMatch(boundElsewhere);
  });

  it('does not mind cache markers and how a text is spelled', async () => {
    const { session, messages } = await after(1, { mode: 'preserved' });
    const marked = [
      user([{ type: 'text', text: 'Go', cache_control: { type: 'ephemeral' } }]),
      ...messages.slice(1),
    ];
    expect((await ask(session, { ...base, messages: marked })).status).toBe(200);
  });

  it('drops the failing block and all later ones where it is asked to, and says so', async () => {
    const { session, messages } = await after(2, { mode: 'preserved' });
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    const { status, body } = await ask(
      session,
      { ...base, system: 'New.', thinking, messages },
      { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' },
    );
    expect(status).toBe(200);
    expect((body['input_transformations'] as readonly JsonObject[]).map(({ path }) => path)).toEqual([
      'messages.1.content.0',
      'messages.1.content.2',
      'messages.3.content.0',
      'messages.3.content.2',
    ]);
    expect(
      session
        .exchanges()
        .at(-1)
        ?.view?.messages.flatMap(({ parts }) => parts)
        .some(({ type }) => type === 'thinking'),
    ).toBe(false);
  });

  it('refuses the setting without its beta header', async () => {
    const { session, messages } = await after(1, { mode: 'preserved' });
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    const { body } = await ask(session, { ...base, thinking, messages });
    expect(body.error.message).toBe('thinking.adaptive.block_binding: Extra inputs are not permitted');
  });
});

describe('the chain in preserved mode (A5)', () => {
  const without = (blocks: readonly JsonObject[]): readonly JsonObject[] =>
    blocks.filter(({ type }) => type !== 'thinking');

  it('refuses a gap in the middle', async () => {
    const { session, messages } = await after(3, { mode: 'preserved' });
    const { status, body } = await ask(session, { ...base, messages: edited(messages, 3, without) });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(
      /^messages\.5\.content\.0: Invalid `signature`.*bound to a different conversation/,
    );
  });
});

describe('settings', () => {
  it.each([
    ['manual', { type: 'adaptive' }, /^adaptive thinking is not supported on this model$/],
    [
      'manual',
      { type: 'enabled', budget_tokens: 10 },
      /budget_tokens: Input should be greater than or equal to 1024/,
    ],
    [
      'manual',
      { type: 'enabled', budget_tokens: 4096 },
      /`max_tokens` must be greater than `thinking.budget_tokens`/,
    ],
    [
      'adaptive',
      { type: 'enabled', budget_tokens: 1024 },
      /^"thinking.type.enabled" is not supported for this model\. Use "thinking.type.adaptive"/,
    ],
    ['preserved', { type: 'disabled' }, /"thinking.type.disabled" is not supported/],
  ] as const)('%s models refuse %o', async (mode, thinking, message) => {
    const session = simulator.open({ wire: 'anthropic-messages', policy, mode });
    const { status, body } = await ask(session, { ...base, thinking, messages: [user('Go')] });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });
});

describe('the stream (A11)', () => {
  it('opens, signs and closes omitted blocks, brings redacted ones whole, and pings', async () => {
    const session = simulator.open({ wire: 'anthropic-messages', policy, thinking: 'mixed' });
    const response = await fetch(`${session.baseURL}/messages`, {
      method: 'POST',
      body: JSON.stringify({ ...base, stream: true, messages: [user('Go')] }),
    });
    const frames = (await response.text())
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map(
        (line) =>
          JSON.parse(line.slice(6)) as JsonObject & {
            delta?: JsonObject;
            content_block?: JsonObject;
            index?: number;
          },
      );
    expect(frames.map(({ type }) => type)).toContain('ping');
    const second = frames.filter(({ index }) => index === 2);
    expect(second.map(({ type, delta }) => delta?.['type'] ?? type)).toEqual([
      'content_block_start',
      'signature_delta',
      'content_block_stop',
    ]);
    expect(second[0]?.content_block).toEqual({ type: 'thinking', thinking: '', signature: '' });
  });
});

describe('requests that are none', () => {
  it('are refused like a provider would', async () => {
    const session = simulator.open({ wire: 'anthropic-messages', policy, model: 'reference' });
    const response = await fetch(`${session.baseURL}/messages`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
    expect((await ask(session, { ...base, model: 'other', messages: [user('a')] })).status).toBe(404);
    expect((await ask(session, { model: 'reference', messages: [user('a')] })).body.error.message).toBe(
      'max_tokens: Field required',
    );
    expect((await fetch(`${simulator.url}/s/none/v1/messages`, { method: 'POST' })).status).toBe(404);
  });
});
