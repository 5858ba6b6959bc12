/** The framings a stream of this wire is accepted in: Amazon's binary one, server-sent events, a JSON object a line. */
import { lines, sse, type Frame, type FrameReader } from '../framing.ts';
import { eventStreamReader } from './event-stream.ts';

const zero = 0;
const brace = '{'.charCodeAt(0);
const spaces: ReadonlySet<number> = new Set([' ', '\t', '\r', '\n'].map((space) => space.charCodeAt(0)));

/**
 * Decided by the first byte that is no white space. The provider sends binary messages, which begin with a zero since
 * none has 16 MiB; proxies and recordings send text. `onBinary` is called once where it is the provider's own framing.
 */
export function anyFraming(onBinary: () => void): {
  readonly reader: (onFrame: (frame: Frame) => void) => FrameReader;
} {
  return {
    reader(onFrame) {
      let chosen: FrameReader | undefined;
      const choose = (first: number): FrameReader => {
        if (first !== zero) return (first === brace ? lines : sse).reader(onFrame);
        onBinary();
        return eventStreamReader(onFrame);
      };
      return {
        push(chunk) {
          const start = chosen === undefined ? chunk.findIndex((byte) => !spaces.has(byte)) : 0;
          if (start === -1) return;
          chosen ??= choose(chunk[start] as number);
          chosen.push(chunk.subarray(start));
        },
        end: () => chosen?.end(),
      };
    },
  };
}
