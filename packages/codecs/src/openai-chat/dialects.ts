/** The dialects of Chat Completions, as data. One more OpenAI-compatible vendor is one more row. */

export type DialectName =
  | 'openai'
  | 'deepseek'
  | 'kimi'
  | 'vllm'
  | 'openrouter'
  | 'minimax'
  | 'minimax-think';

/** Where a message has room for thinking. */
type Slot =
  | { readonly kind: 'none' }
  /** One string beside the content. */
  | { readonly kind: 'field'; readonly field: string }
  /** A list of typed entries, `reasoning_details`. */
  | { readonly kind: 'details' }
  /** Between `<think>` and `</think>` in the content. */
  | { readonly kind: 'tags' };

export type Dialect = {
  readonly name: DialectName;
  readonly slot: Slot;
  /** Who can read the opaque values this dialect mints. */
  readonly issuer: string;
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Longest tool-call id taken. */
  readonly maxIdLength: number;
};

const unlimited = Number.MAX_SAFE_INTEGER;
const common = { maxTokensField: 'max_tokens', maxIdLength: unlimited } as const;

export const dialects: { readonly [Name in DialectName]: Dialect } = {
  // Returns no thinking and takes none; ids up to 40 characters. (`openai` 7.57.0 and pi-ai 1.5.2, read 2026-11-23)
  openai: {
    name: 'openai',
    slot: { kind: 'none' },
    issuer: 'openai',
    maxTokensField: 'max_completion_tokens',
    maxIdLength: 40,
  },
  // (api-docs.deepseek.com/guides/thinking_mode, read 2026-11-23)
  deepseek: {
    name: 'deepseek',
    slot: { kind: 'field', field: 'reasoning_content' },
    issuer: 'deepseek',
    ...common,
  },
  // (Moonshot test suites, read 2026-11-23)
  kimi: { name: 'kimi', slot: { kind: 'field', field: 'reasoning_content' }, issuer: 'kimi', ...common },
  // Renamed from reasoning_content, which is dropped in silence. (vllm-project/vllm#27752 and #38488, read 2026-11-23)
  vllm: { name: 'vllm', slot: { kind: 'field', field: 'reasoning' }, issuer: 'vllm', ...common },
  // (openrouter.ai/docs reasoning tokens, read 2026-11-23)
  openrouter: { name: 'openrouter', slot: { kind: 'details' }, issuer: 'openrouter', ...common },
  // With reasoning_split. (platform.minimax.io API reference, read 2026-11-23)
  minimax: { name: 'minimax', slot: { kind: 'details' }, issuer: 'minimax', ...common },
  'minimax-think': { name: 'minimax-think', slot: { kind: 'tags' }, issuer: 'minimax', ...common },
};
