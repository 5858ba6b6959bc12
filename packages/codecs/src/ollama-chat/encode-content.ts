/** The parts of a message as its one text and its images. Everything that cannot travel is said in the losses. */
import { stringifyJson, type JsonObject, type JsonPart, type Part } from '@throughline/core';
import { lose, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { formOf } from '../notes.ts';
import { wire } from './format.ts';

/** Texts with their paths: several share one string. */
export type Collected = {
  readonly texts: { readonly text: string; readonly path: string }[];
  readonly images: string[];
};

export const nothingYet = (): Collected => ({ texts: [], images: [] });

export function collectPart(part: Part | JsonPart, path: string, telling: Telling, into: Collected): void {
  (collectors[part.type] as AnyCollect)(part, path, telling, into);
}

type Any = Part | JsonPart;
type Collect<Type extends Any['type']> = (
  part: Any & { readonly type: Type },
  path: string,
  telling: Telling,
  into: Collected,
) => void;
type AnyCollect = (part: Any, path: string, telling: Telling, into: Collected) => void;

const text: Collect<'text'> = (part, path, telling, { texts, images }) => {
  signaturesLost(telling, path, part.signatures);
  if (images.length > 0)
    lose(telling, path, 'order-changed', 'the text of a message stands before its images');
  texts.push({ text: part.text, path });
};

const media: Collect<'media'> = (part, path, telling, { images }) => {
  const { kind, source, mediaType, name } = part;
  if (kind !== 'image' || source.type !== 'data')
    return lose(telling, path, 'part-unsupported', `${kind} by ${source.type} has no place here`);
  if (mediaType !== undefined)
    lose(telling, `${path}.mediaType`, 'field-unsupported', 'the type of an image is not said here');
  if (name !== undefined) lose(telling, `${path}.name`, 'field-unsupported', 'images have no name here');
  images.push(source.data);
};

const nowhere = ({ type }: Any, path: string, telling: Telling): void =>
  lose(telling, path, 'part-unsupported', `${type} has no place here`);

const collectors: { readonly [Type in Any['type']]: Collect<Type> } = {
  text,
  media,
  thinking: (_part, path, telling) => withhold(telling, path, 'thinking outside an assistant message'),
  refusal: (part, path, telling, { texts }) => {
    lose(telling, path, 'part-unsupported', 'the words of a refusal travel as text');
    texts.push({ text: part.text, path });
  },
  json: (part, path, telling, { texts }) => {
    lose(telling, path, 'part-unsupported', 'JSON travels as text');
    texts.push({ text: stringifyJson(part.value), path });
  },
  opaque: (part, path, telling) => lose(telling, path, 'part-unsupported', `${part.kind} of ${part.wire}`),
  toolCall: nowhere,
  toolResult: nowhere,
  source: nowhere,
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  toolset: () => {},
};

type Noted = Parameters<typeof formOf>[0];

/** The fields of a message that hold its text and images. `between` joins texts. */
export function contentFields(
  message: Noted,
  { texts, images }: Collected,
  telling: Telling,
  between: string,
): JsonObject {
  const form = formOf(message, wire, 'content');
  if (texts.length > 1)
    for (const { path } of texts) lose(telling, path, 'parts-merged', 'the content is one string here');
  const isNone = texts.length === 0 && form !== undefined;
  const content = isNone && form === 'null' ? null : texts.map(({ text: said }) => said).join(between);
  const hasImages = images.length > 0 || formOf(message, wire, 'images') === 'empty';
  return {
    ...(!(isNone && form === 'absent') && { content }),
    ...(hasImages && { images }),
  };
}
