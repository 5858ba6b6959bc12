/** The adapter grid: whatever scaffold runs the agent, the provider must receive the same requests. */
import { isDeepStrictEqual } from 'node:util';
import {
  defineAgent,
  defineTool,
  model,
  native,
  run,
  type Agent,
  type AgentEvent,
  type Scaffold,
} from '@throughline/agent';
import type { JsonObject, Part, Transcript } from '@throughline/core';
import { startSimulator, type Policy, type SessionOptions } from '@throughline/simulator';
import { z } from 'zod';

export type Mode = 'generate' | 'stream';

export type GridCase = { readonly name: string; readonly run: () => Promise<void> };

/** A fresh scaffold for each run; `mode` is how the model answers. */
export type ScaffoldOf = (mode: Mode) => Scaffold;

type Setting = Pick<SessionOptions, 'wire' | 'dialect' | 'mode' | 'thinking'>;

const settings: readonly Setting[] = [
  { wire: 'anthropic-messages', mode: 'preserved', thinking: 'mixed' },
  { wire: 'anthropic-messages', mode: 'manual', thinking: 'signed' },
  { wire: 'anthropic-messages', dialect: 'open', thinking: 'unsigned' },
  ...['deepseek', 'kimi', 'vllm', 'openrouter', 'minimax', 'minimax-think', 'openai'].map(
    (dialect): Setting => ({ wire: 'openai-chat', dialect }),
  ),
];

/** Every wire and dialect, generate and stream: the same requests, the same transcript, everything returned. */
export function gridCases(scaffoldOf: ScaffoldOf): GridCase[] {
  return settings.flatMap((setting) =>
    (['generate', 'stream'] as const).map((mode) => ({
      name: `${setting.wire}/${setting.dialect ?? setting.mode} ${mode}`,
      run: async () => judge(setting, mode, scaffoldOf(mode)),
    })),
  );
}

const think = (text: string): Part => ({ type: 'thinking', text, visibility: 'full' });
const say = (text: string): Part => ({ type: 'text', text });
const call = (name: string, written: string): Part => ({
  type: 'toolCall',
  callId: name,
  name,
  arguments: written,
});

/** Interleaved thinking, parallel calls, an error, an unknown tool, arguments that do not fit and that are no JSON. */
const script: readonly (readonly Part[])[] = [
  [
    think('first'),
    say('I look.'),
    think('second'),
    call('read', '{"path":"é","limit":1}'),
    call('fail', '{}'),
    call('read', '{"path":"b","limit":2}'),
  ],
  [think('third'), call('no_such_tool', '{"a":1}')],
  [think(''), call('read', '{"path":5,"limit":1}')],
  [think('fourth'), say(''), call('read', '{"path":')],
  [think('fifth'), say('Done.'), think('sixth')],
];

/** Anthropic's calls are JSON values; text that is none cannot be minted there. */
const scripted =
  (wire: SessionOptions['wire']): Policy =>
  ({ messages }) => {
    const step = messages.filter(({ role }) => role === 'assistant').length;
    const parts = script[step] ?? [say('There is nothing left to do.')];
    // Only Anthropic insists that a step of a tool loop begins with thinking; elsewhere one comes without any.
    if (wire !== 'anthropic-messages')
      return parts.filter((part) => part.type !== 'thinking' || part.text !== '');
    return parts
      .filter((part) => part.type !== 'text' || part.text !== '')
      .map((part) =>
        part.type === 'toolCall' && part.arguments === '{"path":'
          ? { ...part, arguments: '{"path":null}' }
          : part,
      );
  };

const reader: Agent = defineAgent({
  name: 'reader',
  instructions: 'Read what you are asked to read.',
  tools: [
    defineTool({
      name: 'read',
      description: 'Reads.',
      input: z.object({ path: z.string(), limit: z.number() }),
      execute: ({ path, limit }) => `${path} × ${limit}\n\u2028`,
    }),
    defineTool({
      name: 'fail',
      description: 'Fails.',
      input: z.object({}),
      execute: () => {
        throw new Error('It failed, as it always does.');
      },
    }),
  ],
  maxSteps: 10,
});

type Seen = {
  /** How often each kind of step and tool event was told; parallel calls may end in any order. */
  readonly told: Readonly<Record<string, number>>;
  readonly requests: readonly unknown[];
  readonly transcript: Transcript;
  readonly returned: boolean;
};

async function judge(setting: Setting, mode: Mode, scaffold: Scaffold): Promise<void> {
  const [expected, actual] = [await observe(setting, mode, native()), await observe(setting, mode, scaffold)];
  for (const [index, request] of expected.requests.entries()) {
    same(`request ${index}`, actual.requests[index], request);
  }
  same('number of requests', actual.requests.length, expected.requests.length);
  same(
    'messages of the transcript',
    actual.transcript.messages.map(comparable),
    expected.transcript.messages.map(comparable),
  );
  same('events', actual.told, expected.told);
  same('everything returned', actual.returned, true);
}

/** Without the address, which is another simulator's. */
function comparable(message: Transcript['messages'][number]): unknown {
  return 'origin' in message ? { ...message, origin: { ...message.origin, endpoint: undefined } } : message;
}

const bodies: { readonly [mode: string]: JsonObject } = {
  manual: { thinking: { type: 'enabled', budget_tokens: 1024 } },
};

/** Each run has a simulator of its own, so that both mint the same ids. */
async function observe(setting: Setting, mode: Mode, scaffold: Scaffold): Promise<Seen> {
  const simulator = await startSimulator();
  try {
    const session = simulator.open({ ...setting, policy: scripted(setting.wire) });
    const target = model(setting.wire, {
      baseURL: session.baseURL,
      model: 'reference',
      apiKey: 'simulated',
      stream: mode === 'stream',
      retries: 0,
      settings: { maxTokens: 4096 },
      ...(setting.dialect !== undefined && { dialect: setting.dialect }),
      ...(setting.mode !== undefined &&
        bodies[setting.mode] !== undefined && { body: bodies[setting.mode] as JsonObject }),
    });
    const told: Record<string, number> = {};
    const onEvent = ({ type }: AgentEvent): void => {
      if (/^(?:step|tool)-(?:start|end)$/.test(type)) told[type] = (told[type] ?? 0) + 1;
    };
    const { transcript } = await run(reader, 'Read é and b.', { scaffold, model: target, onEvent });
    const { thinking, order, arguments: written, appendOnly, refusals } = session.tally();
    const returned =
      thinking.identical === thinking.expected &&
      order &&
      written.identical === written.expected &&
      appendOnly &&
      refusals === 0;
    return { requests: session.exchanges().map(({ request }) => request), transcript, told, returned };
  } finally {
    await simulator.close();
  }
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(
    `${what} differs from the native loop's:\n${JSON.stringify(actual)}\ninstead of\n${JSON.stringify(expected)}`,
  );
}
