/** `@musistudio/llms`: the transformers its server runs between an Anthropic client and a DeepSeek provider, without the server. */
import { createRequire } from 'node:module';
import { anthropicCompatible } from '../../src/index.ts';
import { folded } from '../streams.ts';
import { eventStream } from './http.ts';
import type { Peer } from './peer.ts';

type Transformer = {
  transformRequestOut(body: object): Promise<object>;
  transformRequestIn(body: object): Promise<object>;
  transformResponseOut(response: Response, context: object): Promise<Response>;
  transformResponseIn(response: Response, context: object): Promise<Response>;
};
type Running = { readonly transformerService: { getTransformer(name: string): Transformer | undefined } };

// Its ES module build calls `require`, which is not there. (1.0.53, read 2026-11-25)
const require = createRequire(import.meta.url);
const { default: Server } = require('@musistudio/llms') as { default: new (options: object) => Running };

const server = new Server({
  logger: false,
  useJsonFile: false,
  initialConfig: {},
});

function transformer(name: string): Transformer {
  const found = server.transformerService.getTransformer(name);
  if (found === undefined) throw new Error(`no transformer ${name}`);
  return found;
}

const context = { req: { id: 'bench' } };

export const peer: Peer = {
  name: 'llms',
  packages: ['@musistudio/llms'],
  streamsBy: 'its transformers, Anthropic stream out, folded by the codec here',
  streams: {
    async 'openai-chat'(bytes) {
      const unified = await transformer('deepseek').transformResponseOut(eventStream(bytes), context);
      const response = await transformer('Anthropic').transformResponseIn(unified, context);
      return folded(anthropicCompatible, new Uint8Array(await response.arrayBuffer()));
    },
  },
  requestsBy: 'its transformers, to openai-chat',
  requests: {
    async 'anthropic-messages'(body) {
      const unified = await transformer('Anthropic').transformRequestOut(JSON.parse(body) as object);
      const sent = await transformer('deepseek').transformRequestIn(unified);
      return { wire: 'openai-chat', dialect: 'deepseek', body: JSON.stringify(sent) };
    },
  },
};
