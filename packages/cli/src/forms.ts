/** Tells what kind of recording a text is, by the keys of its first object. */

export type Form = 'capture' | 'har' | 'simulator' | 'ai-sdk' | 'langsmith';
export const forms: readonly Form[] = ['capture', 'har', 'simulator', 'ai-sdk', 'langsmith'];

/** Characters that are looked at, at most: a run may have its messages in front of what tells it for one. */
export const enough = 65_536;

/** Keys that only one kind has. */
const marks: { readonly [key: string]: Form } = {
  wire: 'capture',
  log: 'har',
  streamed: 'simulator',
  resourceSpans: 'ai-sdk',
  attributes: 'ai-sdk',
  run_type: 'langsmith',
  dotted_order: 'langsmith',
};

/** Lists of objects, on the way to the first entry. */
const wrappers: { readonly [key: string]: Form } = { runs: 'langsmith', items: 'langsmith', spans: 'ai-sdk' };

/** `undefined` where the head does not tell. */
export function formOf(head: string): Form | undefined {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  const isList = text.startsWith('[');
  const keys = keysOf(isList ? text.slice(1) : text);
  for (const key of keys) {
    if (Object.hasOwn(marks, key)) return marks[key];
    if (!isList && Object.hasOwn(wrappers, key)) return wrappers[key];
    // A list of exchanges is the simulator's log; a capture has one a line.
    if (isList && (key === 'request' || key === 'response')) return 'simulator';
  }
  return undefined;
}

/** The keys of the object that a text begins with, as far as the text goes. */
function keysOf(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token, words, colon] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && words !== undefined && colon !== undefined) keys.push(words);
    if (depth === 0) break;
  }
  return keys;
}

/** Brackets, and strings, which are keys before a colon; a text that ends inside of a string ends there. */
const tokens = /[[\]{}]|"((?:[^"\\]|\\.)*)(?:"(\s*:)?|\\?$)/gs;
