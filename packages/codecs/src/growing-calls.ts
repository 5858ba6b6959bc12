/** Tool calls while their deltas arrive, for streams that spell them `{ index, id, function: { name, arguments } }`. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { copyOf, setField, type Draft } from './drafts.ts';

export type GrowingCall = {
  id: string | undefined;
  name: string | undefined;
  readonly written: string[];
  readonly fields: Draft;
  readonly called: Draft;
  isObject: boolean;
  isCalled: boolean;
};

export type GrowingCalls = {
  readonly calls: GrowingCall[];
  /** Which call an `index` of the stream is at now. */
  readonly callAt: Map<number, number>;
};

/**
 * A call starts at a new `index`, or at an `index` whose call has another id (some servers number all parallel calls 0).
 * Returns the place of the call and the argument text that was added.
 */
export function growCall(
  growing: GrowingCalls,
  delta: JsonObject,
): { readonly at: number; readonly isNew: boolean; readonly added: string | undefined } {
  const { index, id, function: called, ...more } = delta;
  const number = typeof index === 'number' ? index : Math.max(0, growing.calls.length - 1);
  const known = growing.callAt.get(number);
  const before = known === undefined ? undefined : growing.calls[known];
  const isOther = before?.id !== undefined && typeof id === 'string' && id !== '' && id !== before.id;
  const isNew = before === undefined || isOther;
  const call = isNew ? createCall() : before;
  if (isNew) growing.callAt.set(number, growing.calls.push(call) - 1);
  if (typeof id === 'string' && (id !== '' || call.id === undefined)) call.id = id;
  for (const [key, value] of Object.entries(more)) setField(call.fields, key, value);
  // A delta that says nothing but its number says that the call has one in itself.
  if (!isNew && typeof index === 'number' && Object.keys(delta).length === 1) call.fields['index'] = index;
  const added = isJsonObject(called) ? growCalled(call, called) : undefined;
  return { at: growing.callAt.get(number) as number, isNew, added };
}

function createCall(): GrowingCall {
  return {
    id: undefined,
    name: undefined,
    written: [],
    fields: {},
    called: {},
    isObject: false,
    isCalled: false,
  };
}

function growCalled(
  call: GrowingCall,
  { name, arguments: written, ...more }: JsonObject,
): string | undefined {
  call.isCalled = true;
  if (typeof name === 'string' && (call.name === undefined || call.name === '')) call.name = name;
  for (const [key, value] of Object.entries(more)) setField(call.called, key, value);
  if (typeof written === 'string') call.written.push(written);
  else if (isJsonObject(written)) {
    setField(call.called, 'arguments', written);
    call.isObject = true;
  }
  return typeof written === 'string' ? written : undefined;
}

/** The call as the whole reply would show it. */
export function callOf({ id, name, written, fields, called, isObject, isCalled }: GrowingCall): JsonObject {
  const said = {
    ...called,
    ...(name !== undefined && { name }),
    ...(!isObject && written.length > 0 && { arguments: written.join('') }),
  };
  return {
    ...(id !== undefined && { id }),
    ...(copyOf(fields) as Draft),
    ...(isCalled && { function: copyOf(said) }),
  };
}
