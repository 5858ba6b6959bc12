/** The protocol's results as ours: what they carry, else what they show. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { parseJson, sameJson, stringifyJson, type ResultContent } from '@throughline/core';
import { encodeResult } from './encode.ts';
import { keys, metaText, type Content } from './format.ts';

/** The carried content counts while it still says what the result shows. */
export function decodeContent(result: CallToolResult): readonly ResultContent[] {
  const text = metaText(result._meta, keys.content);
  if (text === undefined) return result.content.map(plainContent);
  const own = parseJson(text) as unknown as readonly ResultContent[];
  const shown = encodeResult({ type: 'toolResult', callId: '', content: own }).content;
  return sameJson(shown, result.content) ? own : result.content.map(plainContent);
}

function plainContent(content: Content): ResultContent {
  if (content.type === 'text') return { type: 'text', text: content.text };
  if (content.type === 'image' || content.type === 'audio') {
    return {
      type: 'media',
      kind: content.type,
      source: { type: 'data', data: content.data },
      mediaType: content.mimeType,
    };
  }
  if (content.type === 'resource' && 'text' in content.resource)
    return { type: 'text', text: content.resource.text };
  return { type: 'text', text: stringifyJson(content) };
}
