/** What the recordings need to be read: the dialect of each provider, and the exchanges that no codec can take, with the reason. */

export const dialectOfProvider: { readonly [wire: string]: { readonly [provider: string]: string } } = {
  'openai-chat': {
    alibaba: 'qwen',
    azure: 'azure',
    cerebras: 'cerebras',
    crusoe: 'crusoe',
    deepseek: 'deepseek',
    fireworks: 'fireworks',
    google: 'gemini',
    groq: 'groq',
    huggingface: 'compatible',
    litellm: 'litellm',
    minimax: 'minimax',
    moonshotai: 'kimi',
    ollama: 'ollama',
    openai: 'openai',
    'openai-compatible': 'compatible',
    openrouter: 'openrouter',
    perplexity: 'perplexity',
    snowflake: 'snowflake',
    together: 'together',
    vllm: 'vllm',
    xai: 'xai',
    zai: 'glm',
  },
  'openai-responses': {
    azure: 'azure',
    deepseek: 'deepseek',
    ollama: 'open',
    'open-responses': 'open',
    openrouter: 'openrouter',
    xai: 'xai',
  },
};

/** `file` is the name of the exchange: its file and its place there. A stale entry fails the test. */
export const exceptions: readonly { readonly file: string; readonly law: string; readonly reason: string }[] =
  [
    ...['chunking is irrelevant', 'events tell the reply'].map((law) => ({
      file: 'corpus/openai-responses/5f3ee4-azure-deepseek-reasoning.1.stream.json 0',
      law,
      reason: 'a stream of openai-chat that was filed under this wire',
    })),
    {
      file: 'corpus/openai-responses/a4c255-azure-reasoning-encrypted-content.1.stream.json 0',
      law: 'truncation is an error',
      reason: 'four streams in a row: cut between two of them, what is left is whole',
    },
    {
      file: 'corpus/anthropic-messages/f9b2e3-anthropic-tool-search-deferred-regex.stream.json 0',
      law: 'truncation is an error',
      reason: 'the recording holds three streams in one body, so half of it holds a whole reply',
    },
  ];
