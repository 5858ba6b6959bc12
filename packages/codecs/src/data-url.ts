/** Inline media as `data:` URLs, both ways. */
import type { MediaPart } from '@throughline/core';

const dataUrl = /^data:([A-Za-z0-9.+-]+\/[A-Za-z0-9.+-]+);base64,([A-Za-z0-9+/=]*)$/;

/** A URL of another kind, or one that would not come back as it was, stays a URL. */
export function sourceOfUrl(url: string): Pick<MediaPart, 'source' | 'mediaType'> {
  const found = dataUrl.exec(url);
  if (found === null) return { source: { type: 'url', url } };
  const [, mediaType, data] = found;
  return { source: { type: 'data', data: String(data) }, mediaType: String(mediaType) };
}

/** `undefined` for provider files, which have no URL. Data of an unknown type is said to be of any type of its kind. */
export function urlOfSource({ kind, source, mediaType }: MediaPart): string | undefined {
  if (source.type === 'file') return undefined;
  if (source.type === 'url') return source.url;
  return `data:${mediaType ?? (kind === 'file' ? 'application/octet-stream' : `${kind}/*`)};base64,${source.data}`;
}
