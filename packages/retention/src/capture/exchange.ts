/** One exchange of a capture: a request, and what came back for it. A capture is JSON lines, one exchange each. */
import { z } from 'zod';

const json = z.record(z.string(), z.unknown());

export const exchangeSchema = z.looseObject({
  /** The wire of the request, e.g. `anthropic-messages`. */
  wire: z.string(),
  dialect: z.string().optional(),
  /** Where it was sent: a base URL, or any name that tells endpoints apart. */
  endpoint: z.string().optional(),
  /** Who answered, where that is known better than by the request's `model`. */
  producer: z
    .looseObject({
      provider: z.string().optional(),
      model: z.string().optional(),
      organization: z.string().optional(),
    })
    .optional(),
  /** Names the conversation, where the recorder knows it. */
  session: z.string().optional(),
  /** Retention policy of the client, e.g. `none` or `open-loop`, where it declares one. */
  policy: z.union([z.string(), json]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  request: json,
  /** The whole reply. */
  response: json.nullable().optional(),
  /** The reply as parsed events of its stream, in order. */
  events: z.array(json).optional(),
  /** The reply as the text of its stream. */
  sse: z.string().optional(),
  /** HTTP status. */
  status: z.number().int().optional(),
  /** The reply was cut off: only what was finished counts. */
  aborted: z.boolean().optional(),
});

export type Exchange = z.infer<typeof exchangeSchema>;
