/** The rows of the demo, as data: who runs the agent, on which wire, with whose provider. */
import type { Scaffold } from '@throughline/agent';
import { native } from '@throughline/agent';
import { aiSdk } from '@throughline/ai-sdk';
import { langchain } from '@throughline/langchain';
import { mcp } from '@throughline/mcp';
import { createAnthropicStock, createOpenAICompatibleStock } from './stock-ai-sdk.ts';
import { chatAnthropicStock, chatDeepSeekStock, chatOpenAIStock } from './stock-langchain.ts';
import type { Mode, StockRun } from './stock.ts';

type Wire = 'anthropic-messages' | 'openai-chat';
type ThinkingKind = 'signed' | 'mixed' | 'unsigned';

/** What the simulated provider speaks. */
type Setting = { readonly wire: Wire; readonly dialect: string; readonly thinking: ThinkingKind };

export type Row = Setting & {
  readonly scaffold: string;
  readonly provider: 'throughline' | 'stock';
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
  readonly settings: readonly Setting[];
};

const stock: readonly Stock[] = [
  {
    scaffold: 'AI SDK',
    class: 'createAnthropic',
    run: createAnthropicStock,
    settings: [anthropic, unsigned],
  },
  {
    scaffold: 'AI SDK',
    class: 'createOpenAICompatible',
    run: createOpenAICompatibleStock,
    settings: ['deepseek', 'vllm', 'openrouter', 'minimax-think'].map(chat),
  },
  { scaffold: 'LangChain', class: 'ChatAnthropic', run: chatAnthropicStock, settings: [anthropic] },
  {
    scaffold: 'LangChain',
    class: 'ChatOpenAI',
    run: chatOpenAIStock,
    settings: ['deepseek', 'vllm', 'openrouter', 'minimax-think'].map(chat),
  },
  { scaffold: 'LangChain', class: 'ChatDeepSeek', run: chatDeepSeekStock, settings: ['deepseek'].map(chat) },
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
  return stock.flatMap(({ settings, ...one }) =>
    settings.flatMap((setting) =>
      modes.map((mode): Row => ({ ...setting, ...one, provider: 'stock', mode })),
    ),
  );
}
