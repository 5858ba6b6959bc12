/** Changes values inside the text of a JSON document and leaves every other character where it is. */
import { stringifyJson, type JsonValue } from '@throughline/core';
import { locator, type Locator, type Path, type Span } from './spans.ts';

/** Without a value, the element at the path leaves its list. */
export type Edit = { readonly path: Path; readonly value?: JsonValue };

type Splice = Span & { readonly text: string };

/** Edits must not lie inside one another; those whose place is not there are left out. */
export function edited(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const located = locator(text);
  const splices = [...replacements(located, edits), ...removals(located, edits)];
  let [result, end] = ['', text.length];
  for (const splice of splices.toSorted((a, b) => b.start - a.start)) {
    result = splice.text + text.slice(splice.end, end) + result;
    end = splice.start;
  }
  return text.slice(0, end) + result;
}

function replacements(located: Locator, edits: readonly Edit[]): Splice[] {
  return edits.flatMap(({ path, value }) => {
    const span = value === undefined ? undefined : located.spanOf(path);
    return span === undefined ? [] : [{ ...span, text: stringifyJson(value) }];
  });
}

function removals(located: Locator, edits: readonly Edit[]): Splice[] {
  const lists = new Map<string, { readonly path: Path; readonly gone: Set<number> }>();
  for (const { path, value } of edits) {
    const index = path.at(-1);
    if (value !== undefined || typeof index !== 'number') continue;
    const parent = path.slice(0, -1);
    const list = lists.get(JSON.stringify(parent)) ?? { path: parent, gone: new Set() };
    lists.set(JSON.stringify(parent), list);
    list.gone.add(index);
  }
  return [...lists.values()].flatMap(({ path, gone }) => without(located, path, gone));
}

/** Takes each element out together with the comma and the space that set it apart. */
function without(located: Locator, path: Path, gone: ReadonlySet<number>): Splice[] {
  const [list, elements] = [located.spanOf(path), located.elementsOf(path)];
  if (list === undefined || elements.length === 0) return [];
  const first = elements.findIndex((_, index) => !gone.has(index));
  if (first === -1) return [{ start: list.start + 1, end: list.end - 1, text: '' }];
  return elements.flatMap(({ start, end }, index) => {
    if (!gone.has(index)) return [];
    const before = elements[index - 1];
    const after = elements[index + 1];
    if (index < first) return [{ start, end: after?.start ?? end, text: '' }];
    return [{ start: before?.end ?? start, end, text: '' }];
  });
}
