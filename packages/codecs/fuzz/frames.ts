/** The frames of a stream as text, and the JSON in them. */
import { parseJson, stringifyJson, ThroughlineError, type JsonValue } from '@throughline/core';

/** Server-sent events where there is an empty line, else lines; each with what separates it from the next. */
export function framesIn(stream: string): readonly string[] {
  const separator = /^(?:data|event|id|retry|:)/m.test(stream) ? /(?<=\n\n)/ : /(?<=\n)/;
  return stream.split(separator);
}

const dataField = /^data: ?(.*)$/m;

function dataOf(frame: string): string {
  const found = dataField.exec(frame);
  return found === null ? frame : String(found[1]);
}

/** None where the frame holds no JSON, such as `[DONE]`. */
export function jsonOf(frame: string): readonly JsonValue[] {
  try {
    return [parseJson(dataOf(frame))];
  } catch (error) {
    if (ThroughlineError.is(error)) return [];
    throw error;
  }
}

export function withJson(frame: string, value: JsonValue): string {
  const data = stringifyJson(value);
  return dataField.test(frame) ? frame.replace(dataField, () => `data: ${data}`) : `${data}\n`;
}
