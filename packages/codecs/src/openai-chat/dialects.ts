/** The dialects of Chat Completions, as data. One more OpenAI-compatible vendor is one more row. */

export type DialectName =
  | 'openai'
  | 'azure'
  | 'compatible'
  | 'deepseek'
  | 'kimi'
  | 'glm'
  | 'qwen'
  | 'minimax'
  | 'minimax-think'
  | 'xai'
  | 'openrouter'
  | 'snowflake'
  | 'litellm'
  | 'gemini'
  | 'copilot'
  | 'groq'
  | 'groq-raw'
  | 'cerebras'
  | 'together'
  | 'fireworks'
  | 'perplexity'
  | 'vllm'
  | 'crusoe'
  | 'sglang'
  | 'llama-cpp'
  | 'ollama';

/** Where a message has room for thinking. */
export type Slot =
  | { readonly kind: 'none' }
  /** One string beside the content; `opaque` names the field of its signature. */
  | { readonly kind: 'field'; readonly field: string; readonly opaque?: string }
  /** A list of typed entries, `reasoning_details`. */
  | { readonly kind: 'details' }
  /** A list of blocks as Anthropic has them, `thinking_blocks`. */
  | { readonly kind: 'blocks' }
  /** Between `<think>` and `</think>` in the content. */
  | { readonly kind: 'tags' };

/** Signatures of what is not thinking: `path` leads to them from a call, and from a message for its content. */
export type SignaturePlace = { readonly issuer: string; readonly path: readonly string[] };

export type Dialect = {
  readonly name: DialectName;
  readonly slot: Slot;
  /** Who can read the opaque values this dialect mints. */
  readonly issuer: string;
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Longest tool-call id taken. */
  readonly maxIdLength: number;
  /** Why thinking minted elsewhere does not go here, although replies have a slot for it. */
  readonly withholds?: string;
  /** Which assistant messages are refused without the thinking field; an empty one will do. */
  readonly requiresField?: 'calls' | 'tool-turns';
  readonly signatures?: SignaturePlace;
};

type Vendor = Pick<Dialect, 'slot'> & Partial<Dialect>;

function row(name: DialectName, vendor: Vendor): Dialect {
  return {
    name,
    issuer: name,
    maxTokensField: 'max_tokens',
    maxIdLength: Number.MAX_SAFE_INTEGER,
    ...vendor,
  };
}

function field(name: string): Slot {
  return { kind: 'field', field: name };
}

/** Returns no thinking and takes none; ids up to 40 characters. (`openai` 7.57.0 and pi-ai 1.5.2, read 2026-11-23) */
const openai: Vendor = {
  slot: { kind: 'none' },
  issuer: 'openai',
  maxTokensField: 'max_completion_tokens',
  maxIdLength: 40,
};

export const dialects: { readonly [Name in DialectName]: Dialect } = {
  openai: row('openai', openai),
  azure: row('azure', openai),
  // Vendors without a thinking field of their own; whichever common field a reply has is read. (`@ai-sdk/openai-compatible` 3.0.92, read 2026-11-23)
  compatible: row('compatible', { slot: field('reasoning_content') }),
  // All messages of a turn that made calls. (api-docs.deepseek.com/guides/thinking_mode, read 2026-11-23)
  deepseek: row('deepseek', { slot: field('reasoning_content'), requiresField: 'tool-turns' }),
  // 400 where the field is missing beside calls. (anomalyco/opencode#25758, read 2026-11-23)
  kimi: row('kimi', { slot: field('reasoning_content'), requiresField: 'calls' }),
  // (docs.z.ai/guides/capabilities/thinking-mode, read 2026-11-23)
  glm: row('glm', { slot: field('reasoning_content') }),
  // (Alibaba Model Studio, deep thinking, read 2026-11-23)
  qwen: row('qwen', { slot: field('reasoning_content') }),
  // With reasoning_split. (platform.minimax.io API reference, read 2026-11-23)
  minimax: row('minimax', { slot: { kind: 'details' } }),
  'minimax-think': row('minimax-think', { slot: { kind: 'tags' }, issuer: 'minimax' }),
  // (docs.x.ai model-capabilities/text/comparison, read 2026-11-23)
  xai: row('xai', {
    slot: field('reasoning_content'),
    withholds: 'the server discards earlier thinking on this wire',
  }),
  // (openrouter.ai/docs reasoning tokens, read 2026-11-23)
  openrouter: row('openrouter', { slot: { kind: 'details' } }),
  // Cortex, as recorded in public test suites of 2026-08-22: entries of OpenRouter's shape, `""` for what is not said.
  snowflake: row('snowflake', { slot: { kind: 'details' } }),
  // (BerriAI/litellm docs reasoning_content and gemini thought signatures, read 2026-11-23)
  litellm: row('litellm', {
    slot: { kind: 'blocks' },
    signatures: { issuer: 'google', path: ['provider_specific_fields', 'thought_signature'] },
  }),
  // (ai.google.dev/gemini-api/docs/thought-signatures, and Google's OpenAI endpoint as recorded, read 2026-11-23)
  gemini: row('gemini', {
    slot: { kind: 'none' },
    issuer: 'google',
    signatures: { issuer: 'google', path: ['extra_content', 'google', 'thought_signature'] },
  }),
  // (anomalyco/opencode#8900, read 2026-11-23)
  copilot: row('copilot', {
    slot: { kind: 'field', field: 'reasoning_text', opaque: 'reasoning_opaque' },
  }),
  // 400 on `reasoning_content`. (vercel/ai#8057 and janhq/jan#8136, read 2026-11-23)
  groq: row('groq', { slot: field('reasoning') }),
  // With `reasoning_format: raw`. (pydantic/pydantic-ai at 4fda389, read 2026-11-23)
  'groq-raw': row('groq-raw', { slot: { kind: 'tags' }, issuer: 'groq' }),
  // 400 on `reasoning_content`. (QwenLM/qwen-code#11045, read 2026-11-23)
  cerebras: row('cerebras', { slot: field('reasoning') }),
  // (pydantic/pydantic-ai at 4fda389, read 2026-11-23)
  together: row('together', { slot: field('reasoning') }),
  // (docs.fireworks.ai reasoning, read 2026-11-23)
  fireworks: row('fireworks', { slot: field('reasoning_content') }),
  // (docs.perplexity.ai structured outputs of reasoning models, read 2026-11-23)
  perplexity: row('perplexity', { slot: { kind: 'tags' } }),
  // Renamed from reasoning_content, which is dropped in silence. (vllm-project/vllm#27752 and #38488, read 2026-11-23)
  vllm: row('vllm', { slot: field('reasoning') }),
  // A vLLM server, as recorded in public test suites of 2026-08-22.
  crusoe: row('crusoe', { slot: field('reasoning') }),
  // (SGLang protocol classes, read 2026-11-23)
  sglang: row('sglang', { slot: field('reasoning_content') }),
  // With `--reasoning-format deepseek` or `auto`. (llama.cpp server README, read 2026-11-23)
  'llama-cpp': row('llama-cpp', { slot: field('reasoning_content') }),
  // (Ollama's OpenAI endpoint, read 2026-11-23)
  ollama: row('ollama', { slot: field('reasoning') }),
};
