/** What the recordings need to be read: the dialect of each provider, and the exchanges that no codec can take, with the reason. */

export const dialectOfProvider: { readonly [wire: string]: { readonly [provider: string]: string } } = {
  'openai-chat': { deepseek: 'deepseek', openrouter: 'openrouter' },
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
  [];
