/** Our results as the protocol's. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { stringifyJson, type MediaPart, type ResultContent, type ToolResultPart } from '@throughline/core';
import { keys, type Content } from './format.ts';

export function encodeResult({ content, isError }: ToolResultPart): CallToolResult {
  return {
    content: content.map(encodeContent),
    _meta: { [keys.content]: stringifyJson(content) },
    ...(isError === true && { isError }),
  };
}

function encodeContent(part: ResultContent): Content {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const shown = part.type === 'media' ? encodeMedia(part) : undefined;
  return shown ?? { type: 'text', text: stringifyJson(part) };
}

function encodeMedia({ kind, source, mediaType, name }: MediaPart): Content | undefined {
  if (source.type === 'url')
    return {
      type: 'resource_link',
      uri: source.url,
      name: name ?? source.url,
      ...(mediaType !== undefined && { mimeType: mediaType }),
    };
  if (source.type !== 'data' || mediaType === undefined) return undefined;
  if (kind === 'image' || kind === 'audio') return { type: kind, data: source.data, mimeType: mediaType };
  return { type: 'resource', resource: { uri: `data:${mediaType}`, blob: source.data, mimeType: mediaType } };
}
