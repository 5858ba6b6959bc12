/** Texts and bytes in pieces, cut anywhere. */
import fc from 'fast-check';

export async function* pieces<Piece>(list: readonly Piece[]): AsyncGenerator<Piece> {
  yield* list;
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The bytes of a text, cut at these places. */
export function cutBytes(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

export const places: fc.Arbitrary<number[]> = fc.array(fc.nat(), { maxLength: 12 });
