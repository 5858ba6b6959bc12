import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { model, native, run } from '@throughline/agent';
import { readTranscript, stringifyJson } from '@throughline/core';
import {
  deltaThinker,
  oracle,
  startSimulator,
  traceReader,
  type Policy,
  type SessionOptions,
} from '@throughline/simulator';
import { describe, expect, it } from 'vitest';
import { codingAgent } from './agent.ts';
import { runDemo } from './demo.ts';
import { isIntact, reportOf, type ReportRow } from './report.ts';
import { allRows } from './rows.ts';
import { tableOf } from './table.ts';
import { createTask, type Task } from './task/index.ts';

/** The task, solved or not, by a policy on the native loop. */
async function solve(
  policyOf: (task: Task) => Policy,
  options: Partial<SessionOptions> = {},
  seed = 7,
): Promise<boolean> {
  const simulator = await startSimulator();
  const folder = await mkdtemp(join(tmpdir(), 'throughline-view-'));
  try {
    const task = await createTask({ seed, folder });
    const session = simulator.open({ wire: 'anthropic-messages', policy: policyOf(task), ...options });
    const target = model(
      session.baseURL.includes('v1') ? (options.wire ?? 'anthropic-messages') : 'anthropic-messages',
      {
        baseURL: session.baseURL,
        model: 'reference',
        settings: { maxTokens: 4096 },
        ...(options.dialect !== undefined && { dialect: options.dialect }),
      },
    );
    await run(codingAgent(folder), task.prompt, { scaffold: native(), model: target });
    return await task.verify();
  } finally {
    await rm(folder, { recursive: true, force: true });
    await simulator.close();
  }
}

describe('with all thinking taken out of the view', () => {
  it.each(['anthropic-messages', 'openai-chat'] as const)(
    'on %s DeltaThinker fails and TraceReader is unharmed',
    async (wire) => {
      const dialect = wire === 'openai-chat' ? { dialect: 'deepseek' } : {};
      expect(await solve(() => deltaThinker, { wire, ...dialect })).toBe(true);
      expect(await solve(() => deltaThinker, { wire, ...dialect, view: 'without-thinking' })).toBe(false);
      expect(await solve(() => traceReader, { wire, ...dialect, view: 'without-thinking' })).toBe(true);
    },
  );
});

describe('the reference policies', () => {
  it.each([1, 2, 3, 4, 5])('solve the task of seed %i, whatever its names and values', async (seed) => {
    expect(await solve(() => deltaThinker, {}, seed)).toBe(true);
    expect(await solve(() => traceReader, {}, seed)).toBe(true);
    expect(await solve(({ answer }) => oracle(answer), {}, seed)).toBe(true);
  });
});

describe('the rows', () => {
  it('are at 100 % with Throughline, as they were measured without it', { timeout: 240_000 }, async () => {
    const results = await runDemo({ rows: allRows(), seed: 3, concurrency: 2, onDone: () => {} });
    const { rows, transcripts } = reportOf(results, 3);
    const of = (provider: string): readonly ReportRow[] => rows.filter((row) => row.provider === provider);
    expect(of('throughline').filter((row) => !isIntact(row))).toEqual([]);
    expect(of('stock').map(outcome)).toEqual(measured);
    const again = of('stock+fetch');
    expect(again.map(name)).toEqual(of('stock').filter(isLossy).map(name));
    expect(again.filter(isLossy)).toEqual([]);
    expect(again.filter(({ order, appendOnly }) => !order || !appendOnly)).toEqual([]);
    expect(again.filter(({ refusals }) => refusals > 0)).toEqual([]);
    for (const { retained } of again) expect(retained).toMatchObject({ left: [], faults: [] });
    for (const transcript of Object.values(transcripts))
      expect(readTranscript(stringifyJson(transcript))).toEqual(transcript);
  });
});

function name({ scaffold, class: one, dialect, mode }: ReportRow): string {
  return `${scaffold} ${one} ${dialect} ${mode}`;
}

function isLossy({ thinking: { identical, expected }, solved }: ReportRow): boolean {
  return identical < expected || !solved;
}

function outcome(row: ReportRow): string {
  const { solved, thinking } = row;
  const { expected, identical, changed } = thinking;
  const fate =
    identical === expected ? 'identical' : identical > 0 ? 'in part' : changed > 0 ? 'changed' : 'dropped';
  return `${name(row)}: ${fate}, ${solved ? 'solved' : 'not solved'}`;
}

/** What the stock packages of this lockfile send back. A new version that does better fails here, and the README's figures with it. */
const measured = [
  'AI SDK createAnthropic claude generate: identical, solved',
  'AI SDK createAnthropic claude stream: identical, solved',
  'AI SDK createAnthropic open generate: identical, solved',
  'AI SDK createAnthropic open stream: dropped, not solved',
  'AI SDK createOpenAICompatible deepseek generate: identical, solved',
  'AI SDK createOpenAICompatible deepseek stream: identical, solved',
  'AI SDK createOpenAICompatible minimax-think generate: identical, solved',
  'AI SDK createOpenAICompatible minimax-think stream: identical, solved',
  'AI SDK createOpenAICompatible vllm generate: changed, not solved',
  'AI SDK createOpenAICompatible vllm stream: changed, not solved',
  'AI SDK createOpenAICompatible openrouter generate: changed, solved',
  'AI SDK createOpenAICompatible openrouter stream: changed, solved',
  'AI SDK createOpenRouter openrouter generate: in part, solved',
  'AI SDK createOpenRouter openrouter stream: in part, solved',
  'LangChain ChatAnthropic claude generate: identical, solved',
  'LangChain ChatAnthropic claude stream: identical, solved',
  'LangChain ChatOpenAI minimax-think generate: identical, solved',
  'LangChain ChatOpenAI minimax-think stream: identical, solved',
  'LangChain ChatOpenAI deepseek generate: dropped, not solved',
  'LangChain ChatOpenAI deepseek stream: dropped, not solved',
  'LangChain ChatOpenAI vllm generate: dropped, not solved',
  'LangChain ChatOpenAI vllm stream: dropped, not solved',
  'LangChain ChatOpenAI openrouter generate: dropped, not solved',
  'LangChain ChatOpenAI openrouter stream: dropped, not solved',
  'LangChain ChatDeepSeek deepseek generate: dropped, not solved',
  'LangChain ChatDeepSeek deepseek stream: dropped, not solved',
  'LangChain ChatOpenRouter openrouter generate: dropped, not solved',
  'LangChain ChatOpenRouter openrouter stream: dropped, not solved',
  'OpenAI Agents OpenAIProvider deepseek generate: dropped, not solved',
  'OpenAI Agents OpenAIProvider deepseek stream: dropped, not solved',
  'OpenAI Agents OpenAIProvider openrouter generate: in part, solved',
  'OpenAI Agents OpenAIProvider openrouter stream: in part, solved',
  'Mastra createAnthropic claude generate: in part, not solved',
  'Mastra createAnthropic claude stream: in part, not solved',
];

const run2 = promisify(execFile);
const conditions = '--conditions=@throughline/source';
const main = new URL('main.ts', import.meta.url).pathname;

describe('the command', () => {
  it('prints the table and writes the report', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-cli-'));
    const file = join(folder, 'report.json');
    const { stdout, stderr } = await run2(process.execPath, [
      conditions,
      main,
      '--only',
      'native model() openai-chat/deepseek',
      '--json',
      file,
    ]);
    expect(stdout).toContain('With Throughline');
    expect(stderr).toContain('2/2 native model() openai-chat/deepseek');
    const report = JSON.parse(await readFile(file, 'utf8')) as { rows: ReportRow[] };
    expect(report.rows).toHaveLength(2);
    expect(report.rows[0]).toMatchObject({
      scaffold: 'native',
      provider: 'throughline',
      wire: 'openai-chat',
      dialect: 'deepseek',
      mode: 'generate',
      solved: true,
      steps: 7,
    });
    await rm(folder, { recursive: true });
  });

  it.each([
    ['anthropic-messages:m', {}],
    ['openai-chat/deepseek:m', { wire: 'openai-chat', dialect: 'deepseek' }],
  ] as const)('runs %s at a base URL on every scaffold', { timeout: 60_000 }, async (target, options) => {
    const simulator = await startSimulator();
    const session = simulator.open({ wire: 'anthropic-messages', policy: deltaThinker, ...options });
    const { stdout } = await run2(process.execPath, [
      conditions,
      main,
      '--model',
      target,
      '--base-url',
      session.baseURL,
    ]);
    await simulator.close();
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['native', 'ai-sdk', 'langchain', 'mcp']);
    for (const line of lines)
      expect(line).toMatch(/solved yes {2}steps 7 {2}thinking parts in the transcript \d+/);
  });

  it.each([
    [['--only', 'nobody'], 'no row is called "nobody"'],
    [['--seed', 'x'], '--seed: expected a whole number, found "x"'],
    [['--model', 'nonsense'], '--base-url: say where the model answers'],
    [['--model', 'nonsense', '--base-url', 'http://127.0.0.1:1'], '--model: expected WIRE:MODEL'],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(run2(process.execPath, [conditions, main, ...args])).rejects.toThrow(message);
  });
});

describe('the table', () => {
  it('is coloured only where asked', () => {
    const row: ReportRow = {
      scaffold: 's',
      provider: 'stock',
      class: 'C',
      wire: 'w',
      dialect: 'd',
      mode: 'stream',
      solved: false,
      steps: 1,
      minted: 'signed',
      thinking: { expected: 3, identical: 1, changed: 1, dropped: 1 },
      perRequest: [],
      order: true,
      arguments: { expected: 1, identical: 1 },
      appendOnly: true,
      refusals: 0,
    };
    expect(tableOf([row], false)).not.toContain('\u001B');
    expect(tableOf([row], false)).toContain('1 1 1 of 3');
    expect(tableOf([row], true)).toContain('\u001B[31m');
  });
});
