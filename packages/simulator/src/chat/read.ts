/** Chat Completions requests, raw. */
import { isJsonObject, stringifyJson, type JsonObject, type JsonValue } from '@throughline/core';
import { objects, string } from '../json.ts';
import type { Unit } from '../wire.ts';

export function messagesOf(body: JsonObject): readonly JsonObject[] {
  return objects(body['messages']);
}

/** Fields first, then what the content says, then the calls: the order the wire fixes. */
export function unitsOf(message: JsonObject): readonly Unit[] {
  return [...fieldUnits(message), ...contentUnits(message), ...callUnits(message)];
}

function fieldUnits(message: JsonObject): Unit[] {
  const strings = ['reasoning_content', 'reasoning'].flatMap((field): Unit[] => {
    const text = string(message[field]);
    return text === undefined ? [] : [{ kind: 'thinking', identity: `${field} ${text}`, gist: text }];
  });
  return [...strings, ...objects(message['reasoning_details']).map(detailUnit)];
}

function detailUnit(entry: JsonObject): Unit {
  const sorted = Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const gist = string(entry['text']) ?? string(entry['summary']) ?? string(entry['data']);
  return { kind: 'thinking', identity: `reasoning_details ${stringifyJson(sorted)}`, gist: String(gist) };
}

const tagged = /<think>(.*?)<\/think>/gs;

function contentUnits({ content }: JsonObject): Unit[] {
  const text =
    typeof content === 'string'
      ? content
      : objects(content)
          .map((piece) => String(piece['text']))
          .join('');
  const thoughts = [...text.matchAll(tagged)].map(([, thought]): Unit => ({
    kind: 'thinking',
    identity: `<think> ${thought}`,
    gist: String(thought),
  }));
  const said = text.replaceAll(tagged, '');
  return said === '' ? thoughts : [...thoughts, { kind: 'text', identity: said, gist: said }];
}

function callUnits(message: JsonObject): Unit[] {
  return objects(message['tool_calls']).flatMap((call): Unit[] => {
    const called = call['function'];
    if (!isJsonObject(called)) return [];
    const written = { callId: String(call['id']), text: String(called['arguments']) };
    return [{ kind: 'call', identity: `${written.callId} ${written.text}`, gist: written.callId, written }];
  });
}

export function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '' : stringifyJson(value);
}
