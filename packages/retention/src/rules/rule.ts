/** What a rule says: which thinking a model wants back, where, how exactly, and what it refuses. Dated data, never an `if`. */
import { z } from 'zod';

type Setting = string | number | boolean;

/** A setting of the request without which the model does not read what came back. */
export type Flag = {
  /** Path of the setting, e.g. `thinking.clear_thinking`. */
  readonly at: string;
  readonly value: Setting;
  /** `history`: as soon as any thinking comes back; `finished-turns`: only when it comes back across turns. */
  readonly when: 'history' | 'finished-turns';
  /** Settings under which the flag has no meaning, e.g. `{ "thinking.type": "disabled" }`. */
  readonly unless?: { readonly [path: string]: Setting } | undefined;
};

export type Source = {
  readonly url: string;
  /** Day it was read, `2026-11-23`. */
  readonly read: string;
  /** `high`: read in an official type or page, or seen verbatim in an error; `medium`: official code of others, a mirror; `low`: one claim. */
  readonly confidence: 'high' | 'medium' | 'low';
  readonly note?: string | undefined;
};

/** What a provider answers; in the message `{i}`, `{j}`, `{id}`, `{name}` and `{field}` stand for the place of the finding. */
export type Refusal = { readonly status: number; readonly message: string };

export type Rule = {
  /** Unique name, `provider/model-line`. A row of the same name replaces a built-in one. */
  readonly id: string;
  readonly provider: string;
  readonly match: {
    readonly wires: readonly string[];
    /** Regular expression over the model's name, any case. */
    readonly models: string;
    /** Regular expression over the endpoint, where the host decides. */
    readonly endpoints?: string | undefined;
    /** Dialects that say as much. Where a row has both, either will do. */
    readonly dialects?: readonly string[] | undefined;
  };
  /** Whose proofs this model reads: models of one issuer trade signatures, all others are foreign. */
  readonly issuer: string;
  /** What the model should see again. `none`: it takes no thinking at all. */
  readonly returns: 'all' | 'open-loop' | 'none';
  /**
   * Without which thinking the provider refuses: `open-loop` the steps of the loop still open, `first-call` the proof on the
   * first call of each step of it, `tool-calls` every message with calls, `tool-turns` the same for all steps of turns that
   * called tools, `none` never: it only thinks worse.
   */
  readonly required: 'open-loop' | 'first-call' | 'tool-calls' | 'tool-turns' | 'none';
  /** Whether thinking of finished turns is to be left out by the client: `strip`, or may stay. */
  readonly finished: 'keep' | 'strip';
  /** Where it goes: a key of the message, or `content`, `parts`, `input` where thinking is a block among others. */
  readonly field: string;
  /** Other keys that the server reads as well. */
  readonly alsoReads?: readonly string[] | undefined;
  /** Which of them it reads is not known from the name: where it answered, it reads the one that it answered in. */
  readonly isFieldGuessed?: boolean | undefined;
  /** Keys that the server refuses with an error. */
  readonly refuses?: readonly string[] | undefined;
  /** `always`: thinking without its proof is refused; `optional`; `never`: there are none. */
  readonly signed: 'always' | 'optional' | 'never';
  /** Whether an edited block is refused in any turn, in the latest one only, or not noticed. */
  readonly exact: 'any-turn' | 'latest-turn' | 'unchecked';
  /** Thinking without words: `allowed` as it came, `required` (the key must be there), `refused`. */
  readonly empty: 'allowed' | 'required' | 'refused';
  /** What a proof is bound to, beyond its own text. */
  readonly bound: readonly ('prefix' | 'chain' | 'endpoint' | 'account' | 'model')[];
  /** Models whose proofs it reads besides its own name's: regular expressions. Absent: every model of its issuer. */
  readonly reads?: readonly string[] | undefined;
  readonly flags?: readonly Flag[] | undefined;
  /** Whether thinking must be asked for (`off`) or is there unless switched off (`on`); `always`: no switch. */
  readonly thinkingDefault?: 'on' | 'off' | 'always' | undefined;
  /** A stand-in that the provider's validator accepts for history that it did not mint. */
  readonly sentinel?: string | undefined;
  /** What the provider answers to what, by finding code. Codes that are not here go through in silence. */
  readonly refusals?: { readonly [code: string]: Refusal } | undefined;
  readonly source: Source;
};

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

const setting = z.union([z.string(), z.number(), z.boolean()]);

const flag = z.strictObject({
  at: z.string(),
  value: setting,
  when: z.enum(['history', 'finished-turns']),
  unless: z.record(z.string(), setting).optional(),
});

const source = z.strictObject({
  url: z.string(),
  read: z.iso.date(),
  confidence: z.enum(['high', 'medium', 'low']),
  note: z.string().optional(),
});

export const ruleSchema: z.ZodType<Rule> = z.strictObject({
  id: z.string(),
  provider: z.string(),
  match: z.strictObject({
    wires: z.array(z.string()).min(1),
    models: pattern,
    endpoints: pattern.optional(),
    dialects: z.array(z.string()).optional(),
  }),
  issuer: z.string(),
  returns: z.enum(['all', 'open-loop', 'none']),
  required: z.enum(['open-loop', 'first-call', 'tool-calls', 'tool-turns', 'none']),
  finished: z.enum(['keep', 'strip']),
  field: z.string(),
  alsoReads: z.array(z.string()).optional(),
  isFieldGuessed: z.boolean().optional(),
  refuses: z.array(z.string()).optional(),
  signed: z.enum(['always', 'optional', 'never']),
  exact: z.enum(['any-turn', 'latest-turn', 'unchecked']),
  empty: z.enum(['allowed', 'required', 'refused']),
  bound: z.array(z.enum(['prefix', 'chain', 'endpoint', 'account', 'model'])),
  reads: z.array(pattern).optional(),
  flags: z.array(flag).optional(),
  thinkingDefault: z.enum(['on', 'off', 'always']).optional(),
  sentinel: z.string().optional(),
  refusals: z
    .record(z.string(), z.strictObject({ status: z.number().int(), message: z.string() }))
    .optional(),
  source,
});
