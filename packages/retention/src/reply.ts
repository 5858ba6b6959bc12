/** What came back for a request, as a history holds it. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Exchange } from './capture/exchange.ts';
import { wholeReply } from './capture/reply.ts';
import type { Anatomy } from './wires/anatomy.ts';

export type Answer = {
  readonly items: readonly JsonValue[];
  /** It was interrupted: only what was finished is here. */
  readonly isCut: boolean;
  /** The whole reply. */
  readonly body: JsonObject;
};

/** `undefined` where nothing came back that a history could hold: no reply, or a refusal. */
export function answerOf(exchange: Exchange, anatomy: Anatomy): Answer | undefined {
  if (exchange.status !== undefined && exchange.status >= 400) return undefined;
  const whole = wholeReply(exchange);
  if (whole === undefined) return undefined;
  const items = anatomy.said(whole.response);
  return items === undefined ? undefined : { items, isCut: whole.isCut, body: whole.response };
}
