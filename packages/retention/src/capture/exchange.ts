/** One exchange of a capture: a request, and what came back for it. A capture is JSON lines, one exchange each. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { z } from 'zod';

export type Exchange = {
  readonly [field: string]: unknown;
  /** The wire of the request, e.g. `anthropic-messages`. */
  readonly wire: string;
  readonly dialect?: string | undefined;
  /** Where it was sent: a base URL, or any name that tells endpoints apart. */
  readonly endpoint?: string | undefined;
  /** Who answered, where that is known better than by the request's `model`. */
  readonly producer?: Producer | undefined;
  /** Names the conversation, where the recorder knows it. */
  readonly session?: string | undefined;
  /** Retention policy of the client, e.g. `none` or `open-loop`, where it declares one. */
  readonly policy?: string | { readonly [setting: string]: unknown } | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly request: JsonObject;
  /** The whole reply. */
  readonly response?: JsonObject | null | undefined;
  /** The reply as parsed events of its stream, in order. */
  readonly events?: readonly JsonObject[] | undefined;
  /** The reply as the text of its stream. */
  readonly sse?: string | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** The reply was cut off: only what was finished counts. */
  readonly aborted?: boolean | undefined;
};

export type Producer = {
  readonly [field: string]: unknown;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly organization?: string | undefined;
};

// Looked at from outside only: a body may have megabytes. What lies inside is the codecs' business.
const json: z.ZodType<JsonObject> = z
  .custom<JsonObject>(isJsonObject, 'expected an object')
  .meta({ type: 'object' });

export const exchangeSchema: z.ZodType<Exchange> = z.looseObject({
  wire: z.string(),
  dialect: z.string().optional(),
  endpoint: z.string().optional(),
  producer: z
    .looseObject({
      provider: z.string().optional(),
      model: z.string().optional(),
      organization: z.string().optional(),
    })
    .optional(),
  session: z.string().optional(),
  policy: z.union([z.string(), json]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  request: json,
  response: json.nullable().optional(),
  events: z.array(json).optional(),
  sse: z.string().optional(),
  status: z.number().int().optional(),
  aborted: z.boolean().optional(),
});
