/** Finds where a value stands in the text of its JSON, so that all around it can stay as it is. */

export type Path = readonly (string | number)[];

/** From `start` up to, not including, `end`. */
export type Span = { readonly start: number; readonly end: number };

export type Locator = {
  /** Where the value at a path stands; `undefined` where there is none. */
  spanOf(path: Path): Span | undefined;
  /** The elements of the list at a path; none where there is no list. */
  elementsOf(path: Path): readonly Span[];
};

/** Remembers what it found: paths of one text share most of their way. The text must be JSON. */
export function locator(text: string): Locator {
  const spans = new Map<string, Span | undefined>([['[]', valueAt(text, skipSpace(text, 0))]]);
  const lists = new Map<string, readonly Span[]>();
  const found: Locator = {
    spanOf(path) {
      const name = JSON.stringify(path);
      const key = path.at(-1);
      if (key === undefined || spans.has(name)) return spans.get(name);
      const parent = path.slice(0, -1);
      const span =
        typeof key === 'number' ? found.elementsOf(parent)[key] : memberOf(text, found.spanOf(parent), key);
      spans.set(name, span);
      return span;
    },
    elementsOf(path) {
      const name = JSON.stringify(path);
      const list = lists.get(name) ?? elementsIn(text, found.spanOf(path));
      lists.set(name, list);
      return list;
    },
  };
  return found;
}

function elementsIn(text: string, list: Span | undefined): Span[] {
  if (list === undefined || text[list.start] !== '[') return [];
  const elements: Span[] = [];
  let at = skipSpace(text, list.start + 1);
  while (text[at] !== ']') {
    const element = valueAt(text, at);
    elements.push(element);
    at = skipComma(text, element.end);
  }
  return elements;
}

/** The last one of a name counts, as it does for `JSON.parse`. */
function memberOf(text: string, object: Span | undefined, name: string): Span | undefined {
  if (object === undefined || text[object.start] !== '{') return undefined;
  let found: Span | undefined;
  let at = skipSpace(text, object.start + 1);
  while (text[at] !== '}') {
    const key = valueAt(text, at);
    const colon = skipSpace(text, key.end);
    const value = valueAt(text, skipSpace(text, colon + 1));
    if (JSON.parse(text.slice(key.start, key.end)) === name) found = value;
    at = skipComma(text, value.end);
  }
  return found;
}

function valueAt(text: string, start: number): Span {
  const first = text[start];
  if (first === '"') return { start, end: endOfString(text, start) };
  if (first === '{' || first === '[') return { start, end: endOfNest(text, start) };
  let end = start;
  while (end < text.length && !',]} \t\r\n'.includes(text.charAt(end))) end += 1;
  return { start, end };
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfNest(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const unit = text[at];
    if (unit === '{' || unit === '[') depth += 1;
    if (unit === '}' || unit === ']') depth -= 1;
    at = unit === '"' ? endOfString(text, at) : at + 1;
  } while (depth > 0);
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (' \t\r\n\uFEFF'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

function skipComma(text: string, start: number): number {
  const at = skipSpace(text, start);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}
