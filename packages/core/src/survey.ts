/** A first look at a JSON text, cheaper than parsing it. */

export type Survey = {
  /** Levels of lists and objects inside one another. */
  readonly depth: number;
  /** Whether a number in it prints otherwise than it is spelled. */
  readonly hasOddNumber: boolean;
};

const codes = {
  quote: 0x22,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  backslash: 0x5c,
  opens: 0x7b,
  closes: 0x7d,
};

/** Walks brackets and numbers, and jumps over strings, where most of the bytes are. Of a text that is not JSON it may say anything. */
export function survey(text: string): Survey {
  let [level, depth, hasOddNumber] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // With this bit set, `[` reads as `{` and `]` as `}`.
    const bracket = code | 0x20;
    if (code === codes.quote) at = endOfString(text, at);
    else if (bracket === codes.opens) {
      level += 1;
      if (level > depth) depth = level;
    } else if (bracket === codes.closes) level -= 1;
    else if (isDigit(code) || code === codes.minus) {
      const end = endOfNumber(text, at);
      if (!hasOddNumber) hasOddNumber = isOdd(text, at, end);
      at = end - 1;
    }
  }
  return { depth, hasOddNumber };
}

/** Where the string that begins at `start` is closed, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === codes.backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= codes.zero && code <= codes.nine;
}

/** `+`, `-`, `.`, `E` and `e`. */
const numeric: ReadonlySet<number> = new Set([0x2b, 0x2d, 0x2e, 0x45, 0x65]);

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  for (let code = text.charCodeAt(end); isDigit(code) || numeric.has(code); code = text.charCodeAt(end))
    end += 1;
  return end;
}

function isOdd(text: string, start: number, end: number): boolean {
  if (isShortInteger(text, start, end)) return false;
  const spelled = text.slice(start, end);
  return JSON.stringify(Number(spelled)) !== spelled;
}

/** Fifteen digits are exact in a double, whatever they are. */
function isShortInteger(text: string, start: number, end: number): boolean {
  if (end - start > 15) return false;
  for (let at = start; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}
