/** Streams of this wire: server-sent events, or with them not asked for one JSON list that is written bit by bit. */
import { sse, type Framing, type FrameReader } from '../framing.ts';
import { createUtf8Decoder } from '../utf8.ts';

type OnFrame = Parameters<Framing['reader']>[0];

/** Which of the two it is shows in the first byte that is no white space. */
export const framing: Framing = {
  ...sse,
  reader(onFrame) {
    let reader: FrameReader | undefined;
    return {
      push(chunk) {
        const first = chunk.find((byte) => byte > 0x20);
        if (reader === undefined && first !== undefined)
          reader = first === 0x5b || first === 0x7b ? listReader(onFrame) : sse.reader(onFrame);
        reader?.push(chunk);
      },
      end: () => reader?.end(),
    };
  },
};

/** Tells every object at the top of the text or in the list there; one that was cut is told by nobody. */
function listReader(onFrame: OnFrame): FrameReader {
  const decoder = createUtf8Decoder();
  const pieces: string[] = [];
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  const take = (text: string): void => {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text[at];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (unit === '\\') isEscaped = true;
        else if (unit === '"') isInString = false;
      } else if (unit === '"') isInString = true;
      else if (unit === '{') {
        if (depth === 0) from = at;
        depth += 1;
      } else if (unit === '}' && depth > 0) {
        depth -= 1;
        if (depth === 0) onFrame({ data: pieces.splice(0).join('') + text.slice(from, at + 1) });
      }
    }
    if (depth > 0) pieces.push(text.slice(from));
  };
  return { push: (chunk) => take(decoder.push(chunk)), end: () => take(decoder.end()) };
}
