/** How frames lie in a stream of bytes: server-sent events, or one JSON value a line. */
import { createParser } from 'eventsource-parser';
import { createUtf8Decoder } from './utf8.ts';

export type Frame = {
  readonly data: string;
  readonly event?: string;
  /** The bytes ended before the frame did: it may be whole all the same, or cut. */
  readonly isUnterminated?: true;
};

export type FrameReader = { push(chunk: Uint8Array): void; end(): void };

export type Framing = {
  readonly contentType: string;
  /** @throws ThroughlineError `stream-broken` from `push` and `end` where the bytes are not UTF-8 or stop inside a character. */
  readonly reader: (onFrame: (frame: Frame) => void) => FrameReader;
  readonly write: (frame: Frame) => string;
};

export const sse: Framing = {
  contentType: 'text/event-stream',
  reader(onFrame) {
    let isEnded = false;
    const parser = createParser({
      onEvent({ event, data }) {
        const frame: Frame = event === undefined ? { data } : { data, event };
        onFrame(isEnded ? { ...frame, isUnterminated: true } : frame);
      },
    });
    const decoder = createUtf8Decoder();
    return {
      push: (chunk) => parser.feed(decoder.push(chunk)),
      end() {
        parser.feed(decoder.end());
        isEnded = true;
        // Some servers close the connection right behind the last word, without its empty line.
        parser.feed('\n\n');
      },
    };
  },
  write: ({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`,
};

/** Empty lines say nothing; a last line needs no line break. */
export const lines: Framing = {
  contentType: 'application/x-ndjson',
  reader(onFrame) {
    const decoder = createUtf8Decoder();
    const rest: string[] = [];
    const tell = (line: string, isUnterminated?: true): void => {
      const data = line.trim();
      if (data !== '') onFrame({ data, ...(isUnterminated && { isUnterminated }) });
    };
    const take = (text: string): void => {
      const [head, ...more] = text.split('\n');
      rest.push(head as string);
      if (more.length === 0) return;
      tell(rest.splice(0).join(''));
      rest.push(more.pop() as string);
      for (const line of more) tell(line);
    };
    return {
      push: (chunk) => take(decoder.push(chunk)),
      end() {
        take(decoder.end());
        tell(rest.splice(0).join(''), true);
      },
    };
  },
  write: ({ data }) => `${data}\n`,
};
