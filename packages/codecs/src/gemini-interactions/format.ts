/**
 * The shapes of Gemini Interactions, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `@google/genai` 3.3.0 (steps), 2.0.0 and 1.52.0 (turns, `outputs`, `content.*` events), read 2026-11-25.
 */
import type { JsonObject, JsonValue, StopReason } from '@throughline/core';
import { z } from 'zod';

export const wire = 'gemini-interactions';

export const issuer = 'google';

/** One kind for every proof of Google's, on both of its wires. */
export const proofKind = 'thinking';

export type Item = JsonObject & { readonly type: string };
export type Request = JsonObject;
export type Response = JsonObject & {
  readonly steps?: readonly JsonValue[] | null;
  readonly outputs?: readonly JsonValue[] | null;
};
export type FrameData = JsonObject & { readonly event_type: string };

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;

export const request: Loose<Request> = loose({
  input: z.union([z.string(), z.array(z.unknown()), z.looseObject({})]).nullish(),
});

const list = z.array(z.unknown()).nullish();
const reply: Loose<Response> = loose({ steps: list, outputs: list });

export const response: Loose<Response> = reply.refine(
  (body) => ['status', 'steps', 'outputs'].some((field) => Object.hasOwn(body, field)),
  { message: 'expected an interaction with a status or steps' },
);

export const frame: Loose<FrameData> = loose({ event_type: z.string() });

const interaction = z.looseObject({ interaction: z.looseObject({}) });
const start = { index: z.number() };
const anything = z.custom<unknown>((value) => value !== undefined);
const delta = z.looseObject({ index: z.number(), delta: z.looseObject({ type: z.string() }) });

/** The events this codec interprets; the older names came with `outputs`. */
export const frames: { readonly [type: string]: z.ZodType } = {
  'interaction.created': interaction,
  'interaction.start': interaction,
  'interaction.completed': interaction,
  'interaction.complete': interaction,
  'step.start': z.looseObject({ ...start, step: anything }),
  'content.start': z.looseObject({ ...start, content: anything }),
  'step.delta': delta,
  'content.delta': delta,
  'step.stop': z.looseObject(start),
  'content.stop': z.looseObject(start),
};

/** What may stand inside `content`; in a list of input also on its own. (`@google/genai` 3.3.0, read 2026-11-25) */
export const contentTypes: ReadonlySet<unknown> = new Set(['text', 'image', 'audio', 'document', 'video']);

/** What an interaction's status means for whoever waits for it. (`@google/genai` 3.3.0, read 2026-11-25) */
export const stopReasons: { readonly [raw: string]: StopReason } = {
  completed: 'end',
  requires_action: 'tool-calls',
  incomplete: 'length',
  budget_exceeded: 'length',
  requires_continuation: 'paused',
  in_progress: 'paused',
  queued: 'paused',
  failed: 'other',
  cancelled: 'other',
};

/** Words for reasons that no status of this wire means: the interaction ended all the same. */
export const otherStops: { readonly [reason in StopReason]?: string } = {
  'stop-sequence': 'completed',
  refusal: 'completed',
  'content-filter': 'incomplete',
  'context-full': 'incomplete',
};

export function isItem(value: unknown): value is Item {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
