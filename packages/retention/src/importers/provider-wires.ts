/** Which wire a provider speaks, by the name that frameworks have for it. */

/**
 * The first word that is in the name counts: Anthropic's models on somebody's cloud speak Anthropic's wire. Where nothing fits
 * the wire is left open. (Providers' packages of the AI SDK; `ls_provider` in LangChain's; gen-ai conventions; read 2026-11-25)
 */
const wires: readonly (readonly [word: string, wire: string])[] = [
  ['anthropic', 'anthropic-messages'],
  ['chatanthropic', 'anthropic-messages'],
  ['responses', 'openai-responses'],
  ['bedrock', 'bedrock-converse'],
  ['google', 'gemini'],
  ['googlevertex', 'gemini'],
  ['googlegenerativeai', 'gemini'],
  ['vertex', 'gemini'],
  ['gcp', 'gemini'],
  ['mistral', 'mistral-chat'],
  ['mistralai', 'mistral-chat'],
  ['cohere', 'cohere-chat'],
  ['ollama', 'ollama-chat'],
  ['messages', 'anthropic-messages'],
  ['openai', 'openai-chat'],
  ['chat', 'openai-chat'],
];

export function wireOfProvider(name: string): string | undefined {
  const words = new Set(name.toLowerCase().split(/[^a-z0-9]+/));
  return wires.find(([word]) => words.has(word))?.[1];
}
