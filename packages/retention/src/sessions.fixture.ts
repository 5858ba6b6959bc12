/** Random sessions of an honest client, told apart from any wire: what was asked, what the model said, what its tools answered. */
import type { JsonObject } from '@throughline/core';
import fc from 'fast-check';

export type Thought = {
  readonly type: 'thinking';
  readonly kind: 'words' | 'redacted' | 'summary';
  /** Absent only where damage took the field away. */
  readonly text?: string;
  readonly proof?: string;
  readonly id?: string;
  /** Key that holds it, where damage put it under another than its own. */
  readonly slot?: string;
};
export type Words = {
  readonly type: 'text';
  readonly text: string;
  readonly proof?: string;
  readonly id?: string;
};
export type Call = {
  readonly type: 'call';
  readonly callId?: string;
  readonly id?: string;
  readonly name: string;
  readonly args: JsonObject;
  readonly proof?: string;
};
export type Said = Thought | Words | Call;

export type Result = { readonly callId?: string; readonly name: string; readonly text: string };

/** A session is a list of these; each reply was made under all that stands before it. */
export type Moment =
  | { readonly type: 'ask'; readonly text: string }
  | { readonly type: 'said'; readonly blocks: readonly Said[] }
  | { readonly type: 'heard'; readonly results: readonly Result[] };

/** What a wire and its model can say. */
export type Traits = {
  /** `plain` has no proof, `blank` neither words nor proof, `summary` is for people and proves nothing. */
  readonly kinds: readonly ('signed' | 'empty' | 'redacted' | 'plain' | 'blank' | 'summary')[];
  /** `free`: any block may follow any; `stacked`: thinking, then one text, then calls. */
  readonly order: 'free' | 'stacked';
  /** How many thoughts one reply may hold. */
  readonly thoughts: number;
  /** Parts that carry proofs although they are no thinking. */
  readonly signs?: 'first-call';
  readonly hasIds: boolean;
  /** Whether the wire has room for no call ids at all. */
  readonly mayLackIds?: boolean;
};

type Draft = { readonly blocks: readonly Said[]; readonly results: readonly string[] };

const sentences = [
  'The file is not where the user said it would be, so I list the folder first.',
  'Both readings agree; the third one is off by a factor of ten.',
  'Let me check.',
  '先看看日志，再决定下一步。',
  'Schrödinger’s cat 🐈‍⬛ — naïve café, “quoted” \\ and /slashes/\n\nnew paragraph\twith a tab',
  ' leading and trailing white space kept as it is ',
  'I should call the tool once more, now with the other argument.',
] as const;

/** Now and then none, so that equal texts come up. */
const often = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 5, arbitrary: fc.nat(999) });

const words: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...sentences), often) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }), fc.nat(9)),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constant('x'.repeat(5000)), fc.nat(99)) },
  )
  .map(([text, number]) => `${text}${number === 0 ? '' : ` #${number}`}`);

const numbers = fc.constantFrom<number>(0, 1, -1, 0.1, 1.5e300, 9007199254740991, 1e21, 5e-324);

const args: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ path: words }),
  fc.record({ n: numbers, deep: fc.record({ list: fc.array(numbers, { maxLength: 3 }) }) }),
  fc.constant({}),
  fc.constant({ city: 'Paris' }),
);

const call: fc.Arbitrary<Call> = fc.record({
  type: fc.constant('call' as const),
  name: fc.constantFrom('read_file', 'weather', 'search'),
  args,
});

const thoughtOf: { readonly [kind in Traits['kinds'][number]]: (text: string) => Thought } = {
  signed: (text) => ({ type: 'thinking', kind: 'words', text, proof: '' }),
  empty: () => ({ type: 'thinking', kind: 'words', text: '', proof: '' }),
  redacted: () => ({ type: 'thinking', kind: 'redacted', text: '', proof: '' }),
  plain: (text) => ({ type: 'thinking', kind: 'words', text }),
  blank: () => ({ type: 'thinking', kind: 'words', text: '' }),
  summary: (text) => ({ type: 'thinking', kind: 'summary', text }),
};

function draft(traits: Traits, isLast: boolean): fc.Arbitrary<Draft> {
  const thought = fc
    .tuple(fc.constantFrom(...traits.kinds), words)
    .map(([kind, text]): Said => thoughtOf[kind](text));
  const text = words.map((one): Said => ({ type: 'text', text: one }));
  const calls = isLast ? fc.constant<Call[]>([]) : fc.array(call, { minLength: 1, maxLength: 3 });
  return fc
    .record({
      // Models do not think before every step.
      thoughts: fc.array(thought, { minLength: 0, maxLength: traits.thoughts, size: 'max' }),
      texts: fc.array(text, { minLength: isLast ? 1 : 0, maxLength: traits.order === 'free' ? 2 : 1 }),
      calls,
      order: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      results: fc.array(words, { minLength: 3, maxLength: 3 }),
    })
    .map(({ thoughts, texts, calls: called, order, results }) => ({
      blocks: arranged(traits, [...thoughts, ...texts, ...called], order),
      results,
    }));
}

/** In any order, as long as something follows the last thought. */
function arranged({ order }: Traits, blocks: readonly Said[], keys: readonly number[]): readonly Said[] {
  if (order === 'stacked') return blocks;
  const [head, ...rest] = blocks;
  if (head === undefined) return [];
  const mixed = rest
    .map((block, at) => ({ block, key: keys[at] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ block }) => block);
  const last = mixed.findLastIndex(({ type }) => type !== 'thinking');
  const tail = mixed.slice(last + 1);
  return last === -1 ? [...mixed, head] : [head, ...mixed.slice(0, last), ...tail, mixed[last] as Said];
}

export type Session = { readonly system: string; readonly moments: readonly Moment[] };

/** Ends where the next request goes out: behind results, or behind a question. */
export function sessions(traits: Traits): fc.Arbitrary<Session> {
  const turn = fc.record({
    ask: words,
    steps: fc.array(draft(traits, false), { maxLength: 4 }),
    last: draft(traits, true),
  });
  return fc
    .record({
      system: words,
      turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
      isOpen: fc.boolean(),
      ids: fc.constantFrom('unique', 'unique', 'reused', 'none'),
      salt: fc.nat(0xffffff),
    })
    .map(({ system, turns, isOpen, ids, salt }) => {
      const number = numbering(traits, ids, salt);
      const moments = turns.flatMap(({ ask, steps, last }, at): readonly Moment[] => {
        const isCut = isOpen && at === turns.length - 1 && steps.length > 0;
        return [
          { type: 'ask', text: `${ask} (${at})` },
          ...steps.flatMap((step) => number(step)),
          ...(isCut ? [] : number(last)),
        ];
      });
      const isAsked = moments.at(-1)?.type === 'heard';
      return { system, moments: isAsked ? moments : [...moments, { type: 'ask', text: 'And then?' }] };
    });
}

/** Gives out ids and proofs, so that no two proofs are alike. */
function numbering({ hasIds, mayLackIds = false, signs }: Traits, ids: string, salt: number) {
  let count = 0;
  const next = (prefix: string): string => `${prefix}_${salt.toString(36)}${(count += 1).toString(36)}`;
  const proof = (): string => {
    const name = next('Eq');
    return name + (salt * 7919 + count * 104729).toString(36).repeat(6) + name;
  };
  return ({ blocks, results }: Draft): readonly Moment[] => {
    let calls = 0;
    const said = blocks.map((block): Said => {
      const id = hasIds ? { id: next(block.type === 'thinking' ? 'rs' : 'it') } : {};
      if (block.type !== 'call')
        return { ...block, ...id, ...(block.proof !== undefined && { proof: proof() }) };
      calls += 1;
      const callId =
        ids === 'none' && mayLackIds ? {} : { callId: ids === 'reused' ? `call_${calls - 1}` : next('call') };
      return { ...block, ...id, ...callId, ...(signs === 'first-call' && calls === 1 && { proof: proof() }) };
    });
    const heard = said
      .filter((block) => block.type === 'call')
      .map(({ callId, name }, at): Result => ({
        name,
        text: results[at] as string,
        ...(callId !== undefined && { callId }),
      }));
    return [
      { type: 'said', blocks: said },
      ...(heard.length > 0 ? [{ type: 'heard' as const, results: heard }] : []),
    ];
  };
}
