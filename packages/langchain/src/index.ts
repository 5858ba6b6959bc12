/** Throughline in LangChain. */
export { langchain, type LangChainOptions } from './bind.ts';
export { capabilities } from './capabilities.ts';
export { fromLangChainMessages } from './decode.ts';
export { toLangChainMessages } from './encode.ts';
export { chatModel, ThroughlineChatModel } from './model.ts';
