/** Throughline in the Vercel AI SDK. */
export { aiSdk, languageModel, type AiSdkOptions } from './bind.ts';
export { capabilities } from './capabilities.ts';
export { fromModelMessages } from './decode.ts';
export { toModelMessages } from './encode.ts';
