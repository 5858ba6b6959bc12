/** Provider wires ⇄ the transcript, one folder per wire. */
export { anthropicCompatible, anthropicMessages, type AnthropicDialect } from './anthropic-messages/index.ts';
