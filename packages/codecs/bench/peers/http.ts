/** Stand-ins for `fetch`: one answers with a stream, one keeps what was sent and answers briefly. */
import { chunks } from '../streams.ts';

export const byFetch = 'fetch stub';

/** Nobody answers there. */
export const nowhere = 'http://127.0.0.1:9';

export function streaming(bytes: Uint8Array): typeof fetch {
  return async () => eventStream(bytes);
}

export function eventStream(bytes: Uint8Array): Response {
  return new Response(ReadableStream.from(chunks(bytes)), {
    headers: { 'content-type': 'text/event-stream' },
  });
}

const replies: { readonly [wire: string]: object } = {
  'anthropic-messages': {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'reference',
    content: [{ type: 'text', text: 'Done.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  'openai-chat': {
    id: 'chatcmpl_1',
    object: 'chat.completion',
    created: 1,
    model: 'reference',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
};

/** The body that `call` sent with the `fetch` it was given. */
export async function bodySent(
  wire: string,
  call: (fetch: typeof globalThis.fetch) => Promise<unknown>,
): Promise<string> {
  let body: string | undefined;
  await call(async (_url, init) => {
    body = typeof init?.body === 'string' ? init.body : new TextDecoder().decode(init?.body as Uint8Array);
    return Response.json(replies[wire]);
  });
  if (body === undefined) throw new Error('nothing was sent');
  return body;
}
