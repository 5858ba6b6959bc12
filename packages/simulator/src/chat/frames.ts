/** A reply of Chat Completions as its stream: a comment first, signatures late, tags and calls in pieces. */
import { isJsonObject, stringifyJson, type JsonObject } from '@throughline/core';
import { pieces } from '../anthropic/frames.ts';
import { objects } from '../json.ts';

export function frames(reply: JsonObject, body: JsonObject): readonly string[] {
  const { choices, usage, ...head } = reply;
  const [choice] = objects(choices);
  const message = (choice as JsonObject)['message'] as JsonObject;
  const chunk = (delta: JsonObject, reason: string | null = null): string =>
    frame({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: reason }],
    });
  const options = body['stream_options'];
  const wantsUsage = isJsonObject(options) && options['include_usage'] === true;
  return [
    ': keep-alive\n\n',
    chunk({ role: 'assistant', content: message['content'] === null ? null : '' }),
    ...deltasOf(message).map((delta) => chunk(delta)),
    chunk({}, String((choice as JsonObject)['finish_reason'])),
    ...(wantsUsage
      ? [frame({ ...head, object: 'chat.completion.chunk', choices: [], usage: usage ?? null })]
      : []),
    'data: [DONE]\n\n',
  ];
}

function frame(value: JsonObject): string {
  return `data: ${stringifyJson(value)}\n\n`;
}

function deltasOf(message: JsonObject): JsonObject[] {
  // An empty text is said too: that the key is there is what some vendors look for.
  const strings = (field: string): JsonObject[] =>
    typeof message[field] === 'string' ? atLeastOne(message[field]).map((piece) => ({ [field]: piece })) : [];
  const details = message['reasoning_details'];
  return [
    ...strings('reasoning_content'),
    ...strings('reasoning'),
    ...(Array.isArray(details) && details.length === 0
      ? [{ reasoning_details: [] }]
      : objects(details).flatMap(detailDeltas)),
    ...strings('content'),
    ...objects(message['tool_calls']).flatMap(callDeltas),
  ];
}

function atLeastOne(text: string): string[] {
  return text === '' ? [''] : pieces(text);
}

/** The text in pieces, then what is known last: the signature. */
function detailDeltas(entry: JsonObject): JsonObject[] {
  const { text, signature, ...more } = entry;
  if (typeof text !== 'string') return [{ reasoning_details: [entry] }];
  const shown = atLeastOne(text).map((piece) => ({ ...more, text: piece }));
  const late = signature === undefined ? [] : [{ ...more, signature }];
  return [...shown, ...late].map((piece) => ({ reasoning_details: [piece] }));
}

function callDeltas(call: JsonObject, index: number): JsonObject[] {
  const { function: called, ...more } = call;
  const { arguments: written, name } = called as JsonObject;
  const first = { index, ...more, function: { name: String(name), arguments: '' } };
  return [first, ...pieces(String(written)).map((piece) => ({ index, function: { arguments: piece } }))].map(
    (delta) => ({ tool_calls: [delta] }),
  );
}
