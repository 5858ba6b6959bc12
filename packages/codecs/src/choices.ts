/** Replies in an envelope with `choices`, both ways: the first choice is the reply, everything else is noted. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Notes,
  type Origin,
  type Reply,
} from '@throughline/core';
import type { UsagePair } from './counts.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from './notes.ts';
import type { StopPair } from './stops.ts';

export type ChoicesBody = JsonObject & { readonly choices: readonly [JsonObject, ...JsonObject[]] };

export type ChoicesWire = { readonly wire: string; readonly usages: UsagePair; readonly stops: StopPair };

type Known = Pick<AssistantMessage, 'origin' | 'stop' | 'usage'>;

/** What the envelope says of the message, and the notes of the reply. `taken` names the fields of the choice that hold the message. */
export function decodeEnvelope(
  body: ChoicesBody,
  { wire, usages, stops }: ChoicesWire,
  taken: readonly string[] = ['message'],
): { readonly known: Known; readonly notes: { readonly notes?: Notes } } {
  const stop = stops.decode(body.choices[0]['finish_reason']);
  const usage = usageIn(body);
  return {
    known: {
      origin: originOf(body, wire),
      ...(stop !== undefined && { stop }),
      ...(usage !== undefined && { usage: usages.decode(usage) }),
    },
    notes: noted(wire, envelopeOf(body, taken), envelopeForm(body)),
  };
}

/** Kimi reports usage on the choice. (`pi-ai` 1.5.2, read 2026-11-23) */
function usageIn({ usage, choices: [choice] }: ChoicesBody): JsonObject | undefined {
  if (isJsonObject(usage)) return usage;
  return isJsonObject(choice['usage']) ? choice['usage'] : undefined;
}

function originOf({ id, model }: JsonObject, wire: string): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof id === 'string' && { responseId: id }),
  };
}

const replyKeys: ReadonlySet<string> = new Set(['id', 'object', 'model', 'choices', 'usage']);

/** Unknown fields of the envelope; under `choices` what the first choice says beyond its message, and all others whole. */
function envelopeOf(body: ChoicesBody, taken: readonly string[]): JsonObject {
  const { id, object, model, usage, choices } = body;
  const [first, ...others] = choices;
  const choiceKeys = new Set([...taken, 'finish_reason']);
  const { index, ...residue } = { index: undefined, ...unknownOf(first, choiceKeys) };
  const rest = { ...residue, ...(index !== undefined && index !== 0 && { index }) };
  const reason = first['finish_reason'];
  const odd =
    reason !== undefined && reason !== null && typeof reason !== 'string'
      ? { ...rest, finish_reason: reason }
      : rest;
  return {
    ...unknownOf(body, replyKeys),
    ...(id !== undefined && typeof id !== 'string' && { id }),
    ...(model !== undefined && typeof model !== 'string' && { model }),
    ...(object !== undefined && object !== 'chat.completion' && { object }),
    ...(usage !== undefined && !isJsonObject(usage) && { usage }),
    ...((others.length > 0 || Object.keys(odd).length > 0) && { choices: [odd, ...others] }),
  };
}

function envelopeForm(body: ChoicesBody): Record<string, string> {
  const [choice] = body.choices;
  const absent = [
    ...(Object.hasOwn(body, 'object') ? [] : ['object']),
    ...(Object.hasOwn(choice, 'index') ? [] : ['index']),
    ...(Object.hasOwn(choice, 'finish_reason') ? [] : ['finish_reason']),
    ...(isJsonObject(body['usage']) ? [] : ['usage']),
  ];
  return absent.length === 0 ? {} : { absent: absent.join(' ') };
}

/** The envelope's constants are the wire's; ids, model, stop and usage are only what is known. `said` holds the message. */
export function encodeEnvelope(
  reply: Reply,
  said: JsonObject,
  { wire, usages, stops }: ChoicesWire,
  losses: Loss[],
): JsonObject {
  const { origin, stop, usage } = reply.message;
  const reason = stop && stops.encode(stop);
  if (stop?.sequence !== undefined)
    losses.push({
      path: 'stop.sequence',
      code: 'field-unsupported',
      detail: 'this wire does not say which sequence stopped it',
    });
  if (stop !== undefined && reason === undefined)
    losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  const absent = formOf(reply, wire, 'absent')?.split(' ');
  const isSaid = (name: string): boolean => absent?.includes(name) !== true;
  const { choices: noted, ...envelope } = { choices: undefined, ...extraOf(reply, wire) };
  const [residue, ...others] = Array.isArray(noted) ? (noted as readonly JsonObject[]) : [];
  const choice = withExtra(
    {
      ...(isSaid('index') && residue?.['index'] === undefined && { index: 0 }),
      ...said,
      ...(reason !== undefined
        ? { finish_reason: reason }
        : isSaid('finish_reason') && residue?.['finish_reason'] === undefined && { finish_reason: null }),
    },
    residue,
  );
  const ours: JsonObject = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    ...(isSaid('object') &&
      (envelope as JsonObject)['object'] === undefined && { object: 'chat.completion' }),
    ...(origin?.model !== undefined && { model: origin.model }),
    choices: [choice, ...others] as readonly JsonValue[],
    ...(usage !== undefined && isSaid('usage') && { usage: usages.encode(usage, losses) }),
  };
  return withExtra(ours, envelope);
}
