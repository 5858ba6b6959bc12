/** Interleaved sessions and long replies to measure on, in the transcript's own terms. */
import { assistant, call, request, result, system, text, think, tool, user } from '@throughline/laws';
import { eventsOf, type Message, type ModelRequest, type Reply, type StreamEvent } from '@throughline/core';

/** Who signs the thinking; without an issuer it is plain. */
export type Issuer = string | undefined;

function prose(length: number, seed: number): string {
  const sentence = `Line ${seed}: the quick "brown" fox – é – v1.0 jumps over 12.50 lazy dogs.\n`;
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

/** The messages of one step, about 8 kB. */
export function stepOf(index: number, issuer: Issuer): readonly [Message & { role: 'assistant' }, Message] {
  const id = `toolu_${index}`;
  const signatures =
    issuer === undefined
      ? []
      : [{ issuer, kind: 'thinking', value: `c2ln${index}${'A'.repeat(200)}` } as const];
  return [
    assistant(
      think(prose(1500, index), ...signatures),
      text(prose(150, index)),
      call('read_file', { path: `src/file-${index}.ts`, note: prose(800, index) }, id),
    ),
    tool(result(id, prose(5000, index))),
  ];
}

export function session(steps: number, issuer: Issuer): ModelRequest {
  return request(
    system('Be brief.'),
    user('Go.'),
    ...Array.from({ length: steps }, (_, index) => stepOf(index, issuer)).flat(),
  );
}

/** A reply of thinking, text and one long tool argument, and how many characters a delta of each has. */
type LongReply = { readonly reply: Reply; readonly sizes: { readonly [type: string]: number } };

/** Of `deltas` pieces a quarter is thinking, a quarter text, and half of them make up the argument. */
function longReply(deltas: number, wire: string, issuer: Issuer): LongReply {
  const words = (word: string): string =>
    Array.from({ length: deltas / 4 }, (_, at) => ` ${word} ${String(at).padStart(5, '0')}`).join('');
  const signatures = issuer === undefined ? [] : [{ issuer, kind: 'thinking', value: 'c2ln' } as const];
  const message = assistant(
    think(words('step'), ...signatures),
    text(words('word')),
    call('write_file', { text: '0123456789'.repeat(deltas) }, 'call_1'),
  );
  return {
    reply: {
      message: {
        ...message,
        origin: { wire, model: 'reference', responseId: 'reply_1' },
        stop: { reason: 'tool-calls' },
        usage: { input: 1, output: 9 },
      },
    },
    sizes: { 'thinking-delta': 11, 'text-delta': 11, 'tool-call-delta': 20 },
  };
}

/** A reply and the events it arrives in. */
export function streamed(
  deltas: number,
  wire: string,
  issuer: Issuer,
): { readonly reply: Reply; readonly events: Iterable<StreamEvent> } {
  const { reply, sizes } = longReply(deltas, wire, issuer);
  return { reply, events: pieces(reply, sizes) };
}

function* pieces(reply: Reply, sizes: LongReply['sizes']): Generator<StreamEvent> {
  for (const event of eventsOf(reply)) {
    const size = sizes[event.type];
    if (size === undefined || !('text' in event)) yield event;
    else
      for (let at = 0; at < event.text.length; at += size)
        yield { ...event, text: event.text.slice(at, at + size) };
  }
}
