/** The framings a stream of this wire is accepted in: Amazon's binary one, server-sent events, a JSON object a line. */
import { lines, sse, type Framing, type FrameReader } from '../framing.ts';
import { eventStreamReader } from './event-stream.ts';

const code = (character: string): number => character.charCodeAt(0);
const spaces: ReadonlySet<number> = new Set([' ', '\t', '\r', '\n'].map(code));
/** What text may end with: a whole object, or the end of a line. */
const ends: ReadonlySet<number> = new Set(['}', '\r', '\n'].map(code));

type Seen = {
  /** The stream is in the provider's own framing. */
  readonly onBinary: () => void;
  /** The text stopped inside a line. */
  readonly onCut: () => void;
};

/**
 * Decided by the first byte that is no white space. The provider sends binary messages, which begin with a zero since
 * none has 16 MiB; proxies and recordings send text.
 */
export function anyFraming({ onBinary, onCut }: Seen): Pick<Framing, 'reader'> {
  return {
    reader(onFrame) {
      let chosen: FrameReader | undefined;
      let last: number | undefined;
      const choose = (first: number): FrameReader => {
        if (first !== 0) return (first === code('{') ? lines : sse).reader(onFrame);
        onBinary();
        return eventStreamReader(onFrame);
      };
      return {
        push(chunk) {
          const start = chosen === undefined ? chunk.findIndex((byte) => !spaces.has(byte)) : 0;
          if (start === -1 || chunk.length === 0) return;
          chosen ??= choose(chunk[start] as number);
          chosen.push(chunk.subarray(start));
          last = chunk.at(-1);
        },
        end() {
          if (last !== undefined && !ends.has(last)) onCut();
          chosen?.end();
        },
      };
    },
  };
}
