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
  [
    ...[
      ['chunking is irrelevant', 'the stream carries an error, so it has no reply'],
      ['events tell the reply', 'the stream carries an error, so it has no reply'],
      ['truncation is an error', 'what is left of the stream carries the error already'],
    ].map(([law, reason]) => ({
      file: 'corpus/openai-responses/1b6579-openai-error.1.stream.json 0',
      law: law as string,
      reason: reason as string,
    })),
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
  ];
