/** What a rule says: which thinking a model wants back, where, how exactly, and what it refuses. Dated data, never an `if`. */
import { z } from 'zod';

const pattern = z.string().refine(isPattern, 'is not a regular expression');

function isPattern(text: string): boolean {
  try {
    RegExp(text, 'i');
    return true;
  } catch {
    // Whatever the engine says of it, the schema's own message names the place.
    return false;
  }
}

/** What a provider answers; `{i}`, `{j}`, `{id}`, `{name}` and `{field}` stand for the place of the finding. */
const outcomeSchema = z.strictObject({ status: z.number().int(), message: z.string() });

/** A setting of the request without which the model does not read what came back. */
const flagSchema = z.strictObject({
  /** Path of the setting, e.g. `thinking.clear_thinking`. */
  at: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
  /** `history`: as soon as any thinking comes back; `finished-turns`: only when it comes back across turns. */
  when: z.enum(['history', 'finished-turns']),
  /** Settings under which the flag has no meaning, e.g. `{ "thinking.type": "disabled" }`. */
  unless: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const sourceSchema = z.strictObject({
  url: z.string(),
  /** Day it was read, `2026-11-23`. */
  read: z.iso.date(),
  /** `high`: read in an official type or page, or seen verbatim in an error; `medium`: official code of others, a mirror; `low`: one claim. */
  confidence: z.enum(['high', 'medium', 'low']),
  note: z.string().optional(),
});

export const ruleSchema = z.strictObject({
  /** Unique name, `provider/model-line`. A row of the same name replaces a built-in one. */
  id: z.string(),
  provider: z.string(),
  match: z.strictObject({
    wires: z.array(z.string()).min(1),
    /** Regular expression over the model's name, any case. */
    models: pattern,
    /** Regular expression over the endpoint, where the host decides. */
    endpoints: pattern.optional(),
    dialects: z.array(z.string()).optional(),
  }),
  /** Whose proofs this model reads: models of one issuer trade signatures, all others are foreign. */
  issuer: z.string(),
  /** What the model should see again. `none`: it takes no thinking at all. */
  returns: z.enum(['all', 'open-loop', 'none']),
  /**
   * Without which thinking the provider refuses: `open-loop` the steps of the loop still open, `first-call` the proof on the
   * first call of each step of it, `tool-calls` every message with calls, `tool-turns` the same for all steps of turns that
   * called tools, `none` never: it only thinks worse.
   */
  required: z.enum(['open-loop', 'first-call', 'tool-calls', 'tool-turns', 'none']),
  /** Whether thinking of finished turns is to be left out by the client: `strip`, or may stay. */
  finished: z.enum(['keep', 'strip']),
  /** Where it goes: a key of the message, or `content` / `parts` where thinking is a block among others. */
  field: z.string(),
  /** Other keys that the server reads as well. */
  alsoReads: z.array(z.string()).optional(),
  /** Keys that the server refuses with an error. */
  refuses: z.array(z.string()).optional(),
  /** `always`: thinking without its proof is refused; `optional`; `never`: there are none. */
  signed: z.enum(['always', 'optional', 'never']),
  /** Whether an edited block is refused in any turn, in the latest one only, or not noticed. */
  exact: z.enum(['any-turn', 'latest-turn', 'unchecked']),
  /** Thinking without words: `allowed` as it came, `required` (the key must be there), `refused`. */
  empty: z.enum(['allowed', 'required', 'refused']),
  /** What a proof is bound to, beyond its own text. */
  bound: z.array(z.enum(['prefix', 'chain', 'endpoint', 'account', 'model'])),
  /** Models, besides its own, whose proofs it reads: regular expressions. Absent: every model of its issuer. */
  reads: z.array(pattern).optional(),
  flags: z.array(flagSchema).optional(),
  /** Whether thinking must be asked for (`off`) or is there unless switched off (`on`); `always`: no switch. */
  thinkingDefault: z.enum(['on', 'off', 'always']).optional(),
  /** A stand-in that the provider's validator accepts for history that it did not mint. */
  sentinel: z.string().optional(),
  /** What the provider answers to what, by finding code. Codes that are not here go through in silence. */
  refusals: z.record(z.string(), outcomeSchema).optional(),
  source: sourceSchema,
});

export type Rule = z.infer<typeof ruleSchema>;
export type Flag = z.infer<typeof flagSchema>;
