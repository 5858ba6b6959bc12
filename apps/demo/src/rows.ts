/** The rows of the demo, as data: who runs the agent, on which wire, with whose provider. */
import type { Scaffold } from '@throughline/agent';
import { native } from '@throughline/agent';
import { aiSdk } from '@throughline/ai-sdk';
import { langchain } from '@throughline/langchain';
import { mcp } from '@throughline/mcp';
import { createAnthropicStock, createOpenAICompatibleStock, createOpenRouterStock } from './stock-ai-sdk.ts';
import {
  chatAnthropicStock,
  chatDeepSeekStock,
  chatOpenAIStock,
  chatOpenRouterStock,
} from './stock-langchain.ts';
import type { Mode, StockRun } from './stock.ts';

type Wire = 'anthropic-messages' | 'openai-chat';
type ThinkingKind = 'signed' | 'mixed' | 'unsigned';

/** What the simulated provider speaks. */
type Setting = {
  readonly wire: Wire;
  readonly dialect: string;
  readonly thinking: ThinkingKind;
  readonly only?: Mode;
};

export type Row = Setting & {
  readonly scaffold: string;
  readonly provider: 'throughline' | 'stock' | 'stock+fetch';
  /** The class that speaks to the provider. */
  readonly class: string;
  readonly mode: Mode;
} & ({ readonly run: StockRun } | { readonly scaffoldOf: (mode: Mode) => Scaffold });

const modes: readonly Mode[] = ['generate', 'stream'];

/** `mixed` rotates signed, empty signed and redacted thinking. */
const anthropic: Setting = { wire: 'anthropic-messages', dialect: 'claude', thinking: 'mixed' };
const unsigned: Setting = { wire: 'anthropic-messages', dialect: 'open', thinking: 'unsigned' };
const chat = (dialect: string): Setting => ({ wire: 'openai-chat', dialect, thinking: 'signed' });

/** A field that is demanded back, and typed entries with signatures; the tests run every dialect on every scaffold. */
const chatDialects = ['deepseek', 'openrouter'].map(chat);

type Ours = {
  readonly scaffold: string;
  readonly class: string;
  readonly scaffoldOf: (mode: Mode) => Scaffold;
};

const ours: readonly Ours[] = [
  { scaffold: 'native', class: 'model()', scaffoldOf: () => native() },
  { scaffold: 'AI SDK', class: 'aiSdk()', scaffoldOf: (mode) => aiSdk({ mode }) },
  { scaffold: 'LangChain', class: 'langchain()', scaffoldOf: (mode) => langchain({ mode }) },
  { scaffold: 'MCP', class: 'mcp()', scaffoldOf: () => mcp() },
];

type Stock = {
  readonly scaffold: string;
  readonly class: string;
  readonly run: StockRun;
  readonly keeps: readonly Setting[];
  /** Where thinking is lost; these run again with `fetch: retainingFetch(…)`, and nothing else changed. */
  readonly loses: readonly Setting[];
};

// These take long to load, and most commands do without.
const openAIProvider: StockRun = async (job) =>
  (await import('./stock-openai-agents.ts')).openAIProviderStock(job);
const mastra: StockRun = async (job) => (await import('./stock-mastra.ts')).mastraStock(job);

const stock: readonly Stock[] = [
  {
    scaffold: 'AI SDK',
    class: 'createAnthropic',
    run: createAnthropicStock,
    keeps: [anthropic, { ...unsigned, only: 'generate' }],
    loses: [{ ...unsigned, only: 'stream' }],
  },
  {
    scaffold: 'AI SDK',
    class: 'createOpenAICompatible',
    run: createOpenAICompatibleStock,
    keeps: ['deepseek', 'minimax-think'].map(chat),
    loses: ['vllm', 'openrouter'].map(chat),
  },
  {
    scaffold: 'AI SDK',
    class: 'createOpenRouter',
    run: createOpenRouterStock,
    keeps: [],
    loses: ['openrouter'].map(chat),
  },
  { scaffold: 'LangChain', class: 'ChatAnthropic', run: chatAnthropicStock, keeps: [anthropic], loses: [] },
  {
    scaffold: 'LangChain',
    class: 'ChatOpenAI',
    run: chatOpenAIStock,
    keeps: ['minimax-think'].map(chat),
    loses: ['deepseek', 'vllm', 'openrouter'].map(chat),
  },
  {
    scaffold: 'LangChain',
    class: 'ChatDeepSeek',
    run: chatDeepSeekStock,
    keeps: [],
    loses: ['deepseek'].map(chat),
  },
  {
    scaffold: 'LangChain',
    class: 'ChatOpenRouter',
    run: chatOpenRouterStock,
    keeps: [],
    loses: ['openrouter'].map(chat),
  },
  {
    scaffold: 'OpenAI Agents',
    class: 'OpenAIProvider',
    run: openAIProvider,
    keeps: [],
    loses: ['deepseek', 'openrouter'].map(chat),
  },
  { scaffold: 'Mastra', class: 'createAnthropic', run: mastra, keeps: [], loses: [anthropic] },
];

export function allRows(): Row[] {
  return [...throughlineRows(), ...stockRows()];
}

function throughlineRows(): Row[] {
  return ours.flatMap((one) =>
    [anthropic, ...chatDialects].flatMap((setting) =>
      modes.map((mode): Row => ({ ...setting, ...one, provider: 'throughline', mode })),
    ),
  );
}

function stockRows(): Row[] {
  return stock.flatMap(({ keeps, loses, ...one }) => [
    ...keeps.flatMap((setting) => rowsOf(setting, one, ['stock'])),
    ...loses.flatMap((setting) => rowsOf(setting, one, ['stock', 'stock+fetch'])),
  ]);
}

type One = Pick<Stock, 'scaffold' | 'class' | 'run'>;

function rowsOf(setting: Setting, one: One, providers: readonly ('stock' | 'stock+fetch')[]): Row[] {
  const chosen = modes.filter((mode) => setting.only === undefined || setting.only === mode);
  return providers.flatMap((provider) => chosen.map((mode): Row => ({ ...setting, ...one, provider, mode })));
}
