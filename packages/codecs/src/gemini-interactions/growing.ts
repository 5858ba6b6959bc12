/** A step while it arrives: texts collected in pieces, joined once; it becomes the very JSON that the whole reply shows. */
import {
  isJsonObject,
  parseJson,
  sameJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { contentTypes, isItem, type Item } from './format.ts';
import { ofOutput } from './steps.ts';

/** A content or a text of a summary; one that is no text never grows. */
export type GrowingContent = { fields: JsonObject; readonly pieces: string[]; readonly isText: boolean };

export type Growing = {
  item: JsonValue;
  /** The contents of an output, the summary of a thought; an older content that is a text is its own. */
  readonly list: GrowingContent[];
  readonly field: 'content' | 'summary' | 'itself' | undefined;
  /** Argument text. */
  readonly written: string[];
};

const listOf: { readonly [type: string]: 'content' | 'summary' } = {
  model_output: 'content',
  thought: 'summary',
};

/** `isFlat`: a text among the older `outputs` grows itself. */
export function growingOf(item: JsonValue, isFlat: boolean): Growing {
  const unlisted: Growing = { item, list: [], field: undefined, written: [] };
  if (!isItem(item)) return unlisted;
  if (isFlat && item.type === 'text') return { ...unlisted, list: [contentOf(item)], field: 'itself' };
  const field = Object.hasOwn(listOf, item.type) ? listOf[item.type] : undefined;
  const listed = field === undefined ? null : item[field];
  if (listed === undefined || listed === null) return { ...unlisted, field };
  const isList = Array.isArray(listed) && (listed as readonly JsonValue[]).every(isItem);
  return isList
    ? { ...unlisted, list: (listed as readonly Item[]).map((one) => contentIn(field, one)), field }
    : unlisted;
}

/** A text of a summary begins with its text. */
function contentIn(field: Growing['field'], content: Item): GrowingContent {
  const isBare = field === 'summary' && content['text'] === undefined;
  return isBare ? { fields: content, pieces: [], isText: false } : contentOf(content);
}

function contentOf(content: Item): GrowingContent {
  const { text } = content;
  const isText = content.type === 'text' && (text === undefined || typeof text === 'string');
  return { fields: content, pieces: isText && text !== undefined ? [text] : [], isText };
}

/** Takes a delta; `false` where some of it has no place, so that it must be kept as it came. */
export function grow(growing: Growing, delta: Item, place: JsonValue | undefined): boolean {
  if (typeof place === 'number' && place === growing.list.length) {
    const content = growing.field === 'summary' ? delta['content'] : delta;
    if (growing.field !== undefined && isItem(content))
      return growing.list.push(contentIn(growing.field, content)) > 0;
  }
  const take = Object.hasOwn(takers, delta.type) ? takers[delta.type] : undefined;
  if (take !== undefined) return take(growing, delta);
  return isOfItem(growing, delta) && mergeItem(growing, delta);
}

type Take = (growing: Growing, delta: Item) => boolean;

const text: Take = (growing, delta) => {
  const { field } = growing;
  if ((field !== 'content' && field !== 'itself') || typeof delta['text'] !== 'string') return false;
  return !Object.hasOwn(delta, ofOutput) && addText(growing, delta);
};

const thoughtSummary: Take = (growing, { content }) => {
  if (growing.field !== 'summary' || !isItem(content)) return false;
  if (content.type === 'text' && typeof content['text'] === 'string') return addText(growing, content);
  growing.list.push({ fields: content, pieces: [], isText: false });
  return true;
};

/** Text goes on where the last content is one. */
function addText({ list }: Growing, delta: Item): boolean {
  const last = list.at(-1);
  if (last?.isText !== true) {
    list.push(contentOf(delta));
    return true;
  }
  last.pieces.push(delta['text'] as string);
  // The common delta holds its type and a text.
  return Object.keys(delta).length === 2 || mergeContent(last, delta);
}

const signature: Take = (growing, { signature: value }) =>
  value !== undefined && mergeItem(growing, { type: 'signature', signature: value });

const annotations: Take = ({ list }, { annotations: added }) => {
  const last = list.at(-1);
  if (last?.isText !== true || !Array.isArray(added)) return false;
  return mergeContent(last, { type: 'text', annotations: added as readonly JsonValue[] });
};

const writtenArguments: Take = ({ written }, delta) => {
  const added = delta['arguments'] ?? delta['partial_arguments'];
  if (typeof added !== 'string') return false;
  written.push(added);
  return true;
};

const media: Take = (growing, delta) => {
  if (growing.field !== 'content') return isOfItem(growing, delta) && mergeItem(growing, delta);
  growing.list.push(contentOf(delta));
  return true;
};

const takers: { readonly [type: string]: Take } = {
  text,
  thought_summary: thoughtSummary,
  thought_signature: signature,
  text_annotation_delta: annotations,
  text_annotation: annotations,
  arguments_delta: writtenArguments,
  ...Object.fromEntries([...contentTypes].filter((type) => type !== 'text').map((type) => [type, media])),
};

function isOfItem({ item }: Growing, { type }: Item): boolean {
  return isItem(item) && item.type === type;
}

function mergeItem(growing: Growing, added: Item): boolean {
  if (!isItem(growing.item)) return false;
  const { fields, isWhole } = merged(
    growing.item,
    added,
    growing.field === 'itself' ? undefined : growing.field,
  );
  growing.item = fields;
  return isWhole;
}

function mergeContent(content: GrowingContent, added: Item): boolean {
  const { fields, isWhole } = merged(content.fields, added, 'text');
  content.fields = fields;
  return isWhole;
}

/** Lists grow, what was empty is filled, and the last word counts; one that takes the place of another is told. */
function merged(
  fields: JsonObject,
  added: Item,
  grownElsewhere: string | undefined,
): { readonly fields: JsonObject; readonly isWhole: boolean } {
  let result = fields;
  let isWhole = true;
  for (const [key, value] of Object.entries(added)) {
    if (key === 'type' || (key === grownElsewhere && key === 'text')) continue;
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const isList = Array.isArray(before) && Array.isArray(value);
    if (!isList && !isEmpty(before) && !sameJson(before, value)) isWhole = false;
    const next = isList ? [...(before as readonly JsonValue[]), ...(value as readonly JsonValue[])] : value;
    result = { ...result, [key]: next };
  }
  return { fields: result, isWhole };
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === '' || value === null) return true;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

export type Finished = { readonly item: JsonValue; readonly unparsed?: string };

export function finished({ item, list, field, written }: Growing): Finished {
  const [only] = list;
  if (field === 'itself' && only !== undefined) return { item: finishedContent(only) };
  if (!isItem(item)) return { item };
  const isGrown = field !== undefined && list.length > 0;
  const whole = isGrown ? ({ ...item, [field]: list.map(finishedContent) } as Item) : item;
  const joined = written.join('');
  return joined === '' ? { item: whole } : withArguments(whole, joined);
}

function finishedContent({ fields, pieces, isText }: GrowingContent): JsonObject {
  return isText && pieces.length > 0 ? { ...fields, text: pieces.join('') } : fields;
}

/** Sets the arguments, or returns the text that is not JSON (a reply cut by its token limit). */
function withArguments(item: Item, joined: string): Finished {
  try {
    return { item: { ...item, arguments: parseJson(joined) } };
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return { item, unparsed: joined };
  }
}
