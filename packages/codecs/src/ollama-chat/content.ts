/** What a message says: one text, and images beside it. */
import type { JsonValue, MediaPart, TextPart } from '@throughline/core';
import { isTexts } from './format.ts';

type Content = string | null | undefined;

/** Beside images an empty content says nothing. */
export function decodeContent(
  content: Content,
  images: JsonValue | undefined,
): readonly (TextPart | MediaPart)[] {
  const pictures = isTexts(images) ? images.map(imageOf) : [];
  const isSilent = content === '' && pictures.length > 0;
  return typeof content === 'string' && !isSilent ? [{ type: 'text', text: content }, ...pictures] : pictures;
}

/** Base64, of a type that is not said. */
export function imageOf(data: string): MediaPart {
  return { type: 'media', kind: 'image', source: { type: 'data', data } };
}

/** Notes spellings only where they are not those `encode` would choose. */
export function contentForm(content: Content, images: JsonValue | undefined): Record<string, string> {
  return {
    ...(typeof content !== 'string' && { content: content === null ? 'null' : 'absent' }),
    ...(isTexts(images) && images.length === 0 && { images: 'empty' }),
  };
}
