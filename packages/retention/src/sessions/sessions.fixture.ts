/** Saved sessions as the agents write them, made by hand. */

export const lines = (...entries: readonly object[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

const thinking = (text: string, signature?: string): object => ({
  type: 'thinking',
  thinking: text,
  ...(signature !== undefined && { signature }),
});

type Fields = { readonly [field: string]: unknown };

const claudeLine = (uuid: string, parentUuid: string | null, message: object, rest: Fields): object => ({
  parentUuid,
  isSidechain: false,
  cwd: '/home/me/shop',
  version: '2.1.3',
  message,
  uuid,
  timestamp: '2026-11-01T10:00:00.000Z',
  ...rest,
});

export const claudeUser = (
  uuid: string,
  parent: string | null,
  content: unknown,
  rest: Fields = {},
): object => claudeLine(uuid, parent, { role: 'user', content }, { type: 'user', ...rest });

export const claudeReply = (
  uuid: string,
  parent: string,
  id: string,
  block: object,
  rest: Fields = {},
): object =>
  claudeLine(
    uuid,
    parent,
    { model: 'claude-opus-4-8', id, type: 'message', role: 'assistant', content: [block], stop_reason: null },
    { type: 'assistant', requestId: `req_${id}`, ...rest },
  );

const use = (id: string): object => ({ type: 'tool_use', id, name: 'Bash', input: { command: 'ls' } });
const gave = (tool_use_id: string, content: string): object => ({
  type: 'tool_result',
  tool_use_id,
  content,
});

/** Two calls at once, whose lines branch; ends in thinking that was cut off, and the API's refusals of it. */
export const claudeSession: string = lines(
  { type: 'summary', summary: 'Late orders', leafUuid: 'a4' },
  { type: 'file-history-snapshot', messageId: 'u1', snapshot: {}, isSnapshotUpdate: false },
  claudeUser('u1', null, 'Which orders are late?'),
  claudeReply('a1', 'u1', 'msg_1', thinking('Look first.', 'c2lnMQ==')),
  claudeReply('a2', 'a1', 'msg_1', use('toolu_1')),
  claudeReply('a3', 'a2', 'msg_1', use('toolu_2')),
  claudeUser('r1', 'a2', [gave('toolu_1', 'orders.csv')], {
    toolUseResult: { stdout: 'orders.csv', ratio: 1 },
  }),
  claudeUser('r2', 'a3', [gave('toolu_2', 'late.csv')]),
  { type: 'system', subtype: 'stop_hook_summary', uuid: 's1', parentUuid: 'r2', isSidechain: false },
  claudeUser('x1', 'u1', 'a helper asks', { isSidechain: true }),
  claudeReply('a4', 's1', 'msg_2', thinking('Seven are', undefined)),
  claudeUser('u2', 'a4', [{ type: 'text', text: 'Go on.' }]),
  claudeReply('e1', 'u2', 'msg_e', { type: 'text', text: 'API Error: 400' }, { isApiErrorMessage: true }),
);

const item = (payload: object): object => ({
  timestamp: '2026-11-01T10:00:00.000Z',
  type: 'response_item',
  payload,
});
const event = (payload: object): object => ({
  timestamp: '2026-11-01T10:00:00.000Z',
  type: 'event_msg',
  payload,
});

export const codexSaid = (text: string): object[] => [
  item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }),
  event({ type: 'user_message', message: text }),
];

export const codexThought = (sealed: string): object =>
  item({
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: 'Look' }],
    content: null,
    encrypted_content: sealed,
  });

const codexHead = [
  {
    timestamp: '2026-11-01T10:00:00.000Z',
    type: 'session_meta',
    payload: {
      id: 't1',
      cwd: '/home/me/shop',
      base_instructions: { text: 'Be brief.' },
      model_provider: 'openai',
    },
  },
  {
    timestamp: '2026-11-01T10:00:00.000Z',
    type: 'turn_context',
    payload: { model: 'gpt-5.5', turn_id: '1' },
  },
];

/** Ends in a reasoning item without the item that must follow it. */
export const codexSession: string = lines(
  ...codexHead,
  ...codexSaid('Which orders are late?'),
  codexThought('gAAA1'),
  item({ type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'call_1' }),
  item({ type: 'function_call_output', call_id: 'call_1', output: 'orders.csv' }),
  item({ type: 'ghost_snapshot', ghost_commit: { id: 'c0ffee' } }),
  item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Seven.' }] }),
  ...codexSaid('And paid?'),
  codexThought('gAAA2'),
  event({ type: 'turn_aborted', reason: 'interrupted' }),
);

export const codexCompacted: string = lines(
  ...codexHead,
  ...codexSaid('Long ago'),
  codexThought('gAAA0'),
  {
    timestamp: '2026-11-01T10:00:00.000Z',
    type: 'compacted',
    payload: {
      message: 'So far: nothing.',
      replacement_history: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Long ago' }] },
        { type: 'reasoning', summary: [], encrypted_content: 'gAAA1' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'So far: nothing.' }] },
      ],
    },
  },
  codexThought('gAAA2'),
  item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Go on.' }] }),
);

export const piLine = (id: string, parentId: string | null, rest: Fields): object => ({
  id,
  parentId,
  timestamp: '2026-11-01T10:00:00.000Z',
  ...rest,
});

export const piMessage = (id: string, parentId: string | null, message: object): object =>
  piLine(id, parentId, { type: 'message', message });

export const piReply = (
  api: string,
  provider: string,
  model: string,
  content: readonly object[],
  rest: Fields = {},
): object => ({
  role: 'assistant',
  content,
  api,
  provider,
  model,
  stopReason: 'toolUse',
  ...rest,
});

const piHead = {
  type: 'session',
  version: 3,
  id: 'p1',
  timestamp: '2026-11-01T10:00:00.000Z',
  cwd: '/home/me/shop',
};
const piText = (text: string): object => ({ type: 'text', text });
const piThought = (text: string, thinkingSignature?: string, rest: Fields = {}): object => ({
  type: 'thinking',
  thinking: text,
  ...(thinkingSignature !== undefined && { thinkingSignature }),
  ...rest,
});
const piCall = (id: string): object => ({ type: 'toolCall', id, name: 'bash', arguments: { command: 'ls' } });
const piResult = (toolCallId: string, text: string): object => ({
  role: 'toolResult',
  toolCallId,
  toolName: 'bash',
  content: [piText(text)],
  isError: false,
});

const claude = (content: readonly object[], rest: Fields = {}): object =>
  piReply('anthropic-messages', 'anthropic', 'claude-opus-4-8', content, rest);

/** After a compaction; holds thinking of another model, of nobody, and a reply that was stopped. */
export const piAnthropicSession: string = lines(
  piHead,
  piMessage('m0', null, { role: 'user', content: 'Long ago' }),
  piMessage('m1', 'm0', { role: 'user', content: [piText('Which orders are late?')] }),
  piMessage(
    'm2',
    'm1',
    piReply('openai-responses', 'openai', 'gpt-5.5', [
      piThought('Look', '{"id":"rs_1"}'),
      piCall('call_1|fc_1'),
    ]),
  ),
  piMessage('m3', 'm2', piResult('call_1|fc_1', 'orders.csv')),
  piLine('c1', 'm3', {
    type: 'compaction',
    summary: 'So far: nothing.',
    firstKeptEntryId: 'm1',
    tokensBefore: 9,
  }),
  piMessage(
    'm4',
    'c1',
    claude([piThought('Count them.', 'c2lnMg=='), piText('\n'), piCall('toolu_1'), piCall('toolu_2')]),
  ),
  piMessage('m5', 'm4', piResult('toolu_1', '7')),
  piMessage('m6', 'm5', piResult('toolu_2', '8')),
  piMessage('b1', 'm5', { role: 'user', content: 'a branch that was left' }),
  piMessage(
    'm7',
    'm6',
    claude([piThought('opaque', 'ZGF0YQ==', { redacted: true }), piThought('unsigned'), piText('Seven.')]),
  ),
  piLine('n1', 'm7', { type: 'label', targetId: 'm7', label: 'here' }),
  piMessage('m8', 'n1', claude([piThought('Stopped he')], { stopReason: 'aborted' })),
  piMessage('m9', 'm8', { role: 'user', content: 'Go on.' }),
);

const reasoning = JSON.stringify({ id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAA1' });
const gpt = (content: readonly object[], rest: Fields = {}): object =>
  piReply('openai-responses', 'openai', 'gpt-5.5', content, rest);

/** Ends in a reasoning item without the item that must follow it. */
export const piResponsesSession: string = lines(
  piHead,
  piMessage('m1', null, {
    role: 'user',
    content: [piText('Which?'), { type: 'image', data: 'aGk=', mimeType: 'image/png' }],
  }),
  piMessage('m2', 'm1', gpt([piThought('Look', reasoning), piCall('call_1|fc_1')])),
  piMessage('m3', 'm2', piResult('call_1|fc_1', 'orders.csv')),
  piMessage('m4', 'm3', gpt([{ ...piText('Seven.'), textSignature: '{"v":1,"id":"msg_1"}' }])),
  piMessage('m5', 'm4', { role: 'user', content: 'And paid?' }),
  piMessage('m6', 'm5', gpt([piThought('Hm', reasoning.replaceAll('1"', '2"'))], { stopReason: 'length' })),
);

const part = (id: string, rest: Fields): object => ({ id, sessionID: 'ses_1', messageID: 'msg_1', ...rest });

const openCode = (...messages: readonly object[]): string =>
  `${JSON.stringify({ info: { id: 'ses_1', title: 'Late orders' }, messages, todos: [] }, null, 2)}\n`;

const asked = (id: string, model: object, ...parts: readonly object[]): object => ({
  info: { id, role: 'user', model, time: { created: 1 } },
  parts,
});

const replied = (id: string, model: object, parts: readonly object[], rest: Fields = {}): object => ({
  info: { id, role: 'assistant', ...model, time: { created: 1 }, ...rest },
  parts,
});

const tool = (callID: string, state: object, metadata?: object): object =>
  part(`prt_${callID}`, {
    type: 'tool',
    callID,
    tool: 'bash',
    state,
    ...(metadata !== undefined && { metadata }),
  });

const opus = { providerID: 'anthropic', modelID: 'claude-opus-4-8' };
const gptModel = { providerID: 'openai', modelID: 'gpt-5.5' };
const done = {
  status: 'completed',
  input: { command: 'ls' },
  output: 'orders.csv',
  time: { start: 1, end: 2 },
};
const start = part('prt_s', { type: 'step-start' });
const finish = part('prt_f', { type: 'step-finish', reason: 'tool-calls' });

/** Two steps in one message; the last reply was stopped after a signed thought of somebody else. */
export const openCodeAnthropicSession: string = openCode(
  asked('msg_1', opus, part('prt_1', { type: 'text', text: 'Which orders are late?' })),
  replied('msg_2', opus, [
    start,
    part('prt_2', {
      type: 'reasoning',
      text: 'Look first.',
      metadata: { anthropic: { signature: 'c2lnMQ==' } },
    }),
    tool('toolu_1', done),
    tool('toolu_2', { status: 'running', input: { command: 'wc' }, time: { start: 1 } }),
    finish,
    start,
    part('prt_3', { type: 'reasoning', text: '', metadata: { anthropic: { redactedData: 'ZGF0YQ==' } } }),
    part('prt_4', { type: 'text', text: 'Seven.' }),
    finish,
  ]),
  asked(
    'msg_3',
    opus,
    part('prt_5', { type: 'text', text: 'And paid?' }),
    part('prt_6', { type: 'text', text: 'x', ignored: true }),
  ),
  replied(
    'msg_4',
    opus,
    [
      start,
      part('prt_7', {
        type: 'reasoning',
        text: 'Hm',
        metadata: { anthropic: { signature: 'Zm9yZWlnbg==' } },
      }),
      part('prt_8', { type: 'text', text: 'Fo' }),
      finish,
    ],
    { error: { name: 'MessageAbortedError', data: { message: 'stopped' } } },
  ),
);

const sealed = (itemId: string, text: string): object =>
  part(`prt_${text}`, {
    type: 'reasoning',
    text,
    metadata: { openai: { itemId, reasoningEncryptedContent: `gAAA-${itemId}` } },
  });

/** A reasoning item of two summaries; ends in one that nothing follows. */
export const openCodeResponsesSession: string = openCode(
  asked('msg_1', gptModel, part('prt_1', { type: 'text', text: 'Which orders are late?' })),
  replied('msg_2', gptModel, [
    start,
    sealed('rs_1', 'Look.'),
    sealed('rs_1', 'Then count.'),
    tool('call_1', done, { openai: { itemId: 'fc_1' } }),
    finish,
    start,
    part('prt_4', { type: 'text', text: 'Seven.', metadata: { openai: { itemId: 'msg_a' } } }),
  ]),
  asked('msg_3', gptModel, part('prt_5', { type: 'text', text: 'And paid?' })),
  replied('msg_4', gptModel, [start, sealed('rs_2', 'Hm')]),
);
