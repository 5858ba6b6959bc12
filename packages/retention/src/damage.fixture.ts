/** Ways in which scaffolds damage a session on its way back, told on the session and not on a wire; and which of them can be seen. */
import type { FindingCode } from './findings.ts';
import type { Call, Moment, Said, Session, Thought } from './sessions.fixture.ts';
import type { Voice } from './voices.fixture.ts';

/** Answers each question for a number below `n`, the same each time a damage is done. */
export type Pick = (n: number) => number;

export type Damaged = {
  readonly session: Session;
  /** Moments of the damaged session that may be spoken of. */
  readonly at: readonly number[];
};

export type Damage = {
  /** `undefined` where this session has nothing to damage so. */
  readonly damage: (session: Session, pick: Pick, voice: Voice) => Damaged | undefined;
  /** What may be said of it. */
  readonly codes: readonly FindingCode[];
};

export type DamageName =
  | 'drop'
  | 'dropAll'
  | 'strip'
  | 'stripAll'
  | 'merge'
  | 'reorder'
  | 'flatten'
  | 'truncateText'
  | 'truncateProof'
  | 'swap'
  | 'swapProofs'
  | 'duplicate'
  | 'duplicateInContent'
  | 'split'
  | 'otherField'
  | 'blankField';

const gone: readonly FindingCode[] = [
  'thinking-missing-in-open-tool-loop',
  'reasoning-missing-on-tool-call-message',
  'thinking-pruned-from-latest-turn',
  'signed-empty-thinking-dropped',
  'finished-turn-thinking-omitted',
  'required-reasoning-missing',
  'inline-think-stripped',
  // A model that binds its thinking to what stood before it notices in finished turns too.
  'prefix-mutated',
];

const unproved: readonly FindingCode[] = [
  'signature-missing',
  'thought-signature-missing',
  'finished-turn-signature-missing',
  'dangling-item-id',
];

const isThought = (block: Said): block is Thought => block.type === 'thinking';
/** A summary without a proof is for people, and models do not need it again. */
const counts = (block: Said): boolean => isThought(block) && block.kind !== 'summary';
const hasWords = (block: Said): boolean =>
  isThought(block) && block.kind !== 'redacted' && (block.text ?? '').trim() !== '';
const hasProof = ({ proof }: Said): boolean => proof !== undefined;

type Place = { readonly moment: number; readonly block: number };

function places({ moments }: Session, fits: (block: Said) => boolean): readonly Place[] {
  return moments.flatMap((moment, at) =>
    moment.type !== 'said'
      ? []
      : moment.blocks.flatMap((block, index) => (fits(block) ? [{ moment: at, block: index }] : [])),
  );
}

function blocksAt({ moments }: Session, at: number): readonly Said[] {
  const moment = moments[at];
  return moment?.type === 'said' ? moment.blocks : [];
}

function replaced(session: Session, at: number, ...fresh: readonly Moment[]): Session {
  return { ...session, moments: session.moments.toSpliced(at, 1, ...fresh) };
}

function withBlocks(session: Session, at: number, blocks: readonly Said[]): Session {
  return replaced(session, at, { type: 'said', blocks });
}

/** One block in place of another, or several, or none. */
function onBlock(
  fits: (block: Said) => boolean,
  change: (block: Said, pick: Pick, voice: Voice, others: readonly Said[]) => readonly Said[] | undefined,
): Damage['damage'] {
  return (session, pick, voice) => {
    const found = places(session, fits);
    const place = found[pick(found.length)];
    if (place === undefined) return undefined;
    const blocks = blocksAt(session, place.moment);
    const fresh = change(blocks[place.block] as Said, pick, voice, blocks);
    if (fresh === undefined) return undefined;
    const after = blocks.toSpliced(place.block, 1, ...fresh);
    return { session: withBlocks(session, place.moment, after), at: [place.moment] };
  };
}

/** Every message without these. */
function everywhere(change: (block: Said) => readonly Said[]): Damage['damage'] {
  return (session) => {
    const at: number[] = [];
    const moments = session.moments.map((moment, index): Moment => {
      if (moment.type !== 'said') return moment;
      const blocks = moment.blocks.flatMap(change);
      if (blocks.length === moment.blocks.length && blocks.every((one, n) => one === moment.blocks[n]))
        return moment;
      at.push(index);
      return { ...moment, blocks };
    });
    return at.length === 0 ? undefined : { session: { ...session, moments }, at };
  };
}

function withoutProof(block: Said): Said {
  return omit(block, 'proof') as Said;
}

/** All fields but one; what is left is still what it was to whoever says so. */
function omit(block: Said, field: string): object {
  return Object.fromEntries(Object.entries(block).filter(([key]) => key !== field));
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

export const damages: { readonly [name in DamageName]: Damage } = {
  drop: { damage: onBlock(counts, () => []), codes: gone },
  dropAll: { damage: everywhere((block) => (counts(block) ? [] : [block])), codes: gone },
  strip: {
    damage: onBlock(hasProof, (block) =>
      isThought(block) && block.kind === 'redacted' ? undefined : [withoutProof(block)],
    ),
    codes: unproved,
  },
  stripAll: {
    damage: everywhere((block) =>
      hasProof(block) && !(isThought(block) && block.kind === 'redacted') ? [withoutProof(block)] : [block],
    ),
    codes: unproved,
  },
  merge: { damage: merge, codes: ['blocks-merged', 'blocks-reordered', ...gone] },
  reorder: {
    damage: reorder,
    codes: ['blocks-reordered', 'orphan-reasoning-item', 'required-reasoning-missing'],
  },
  flatten: {
    damage: onBlock(hasWords, (block, pick) => {
      const text = (block as Thought).text as string;
      return [{ type: 'text', text: pick(2) === 0 ? `<think>\n${text}\n</think>\n\n` : `${text}\n\n` }];
    }),
    codes: ['thinking-flattened-to-text', 'inline-think-stripped', ...gone],
  },
  truncateText: {
    damage: onBlock(hasWords, (block) => {
      const { text = '', ...rest } = block as Thought;
      const cut = half(text);
      return cut.trim() === '' || cut.trim() === text.trim() ? undefined : [{ ...rest, text: cut }];
    }),
    codes: ['partial-thinking-replayed', 'signature-altered'],
  },
  truncateProof: {
    damage: onBlock(hasProof, (block) => [{ ...block, proof: half(block.proof as string) }]),
    codes: ['signature-altered'],
  },
  // Words that the message has already, and no proof, look like the same thought twice.
  swap: {
    damage: swap,
    codes: ['blocks-reordered', 'signature-altered', 'signature-missing', 'duplicate-reasoning', ...gone],
  },
  swapProofs: { damage: swapProofs, codes: ['signature-altered', 'blocks-reordered'] },
  duplicate: {
    damage: onBlock(counts, (block, _pick, { traits }) =>
      traits.thoughts === 1 ? undefined : [block, block],
    ),
    codes: ['duplicate-reasoning', 'duplicate-item-id'],
  },
  duplicateInContent: {
    damage: onBlock(hasWords, (block, _pick, { slot }) =>
      slot === undefined || slot === 'inline' ? undefined : [block, { ...block, slot: 'inline' }],
    ),
    codes: ['duplicate-reasoning'],
  },
  split: { damage: split, codes: ['turn-split'] },
  otherField: {
    damage: onBlock(hasWords, (block, _pick, { slot }) =>
      slot === undefined
        ? undefined
        : [{ ...(block as Thought), slot: slot === 'reasoning_text' ? 'reasoning' : 'reasoning_text' }],
    ),
    codes: ['reasoning-in-wrong-field'],
  },
  blankField: {
    damage: onBlock(
      (block) => isThought(block) && block.kind === 'words' && hasProof(block),
      (block, _pick, { wire }) => {
        if (wire !== 'anthropic-messages' && wire !== 'bedrock-converse') return undefined;
        const { text: _, ...rest } = block as Thought;
        return [rest];
      },
    ),
    codes: ['thinking-field-missing'],
  },
};

/** Two blocks of one message become one: words joined, the last proof kept. */
function merge(session: Session, pick: Pick, { traits }: Voice): Damaged | undefined {
  if (traits.thoughts < 2) return undefined;
  const first = places(session, hasWords);
  const pairs = first.flatMap((a) => {
    const b = first.find((one) => one.moment === a.moment && one.block > a.block);
    return b === undefined ? [] : [[a, b] as const];
  });
  const pair = pairs[pick(pairs.length)];
  if (pair === undefined) return undefined;
  const [a, b] = pair;
  const blocks = blocksAt(session, a.moment);
  const [one, other] = [blocks[a.block] as Thought, blocks[b.block] as Thought];
  const joint = ['', '\n', '\n\n'][pick(3)] as string;
  const joined: Thought = { ...other, text: `${one.text ?? ''}${joint}${other.text ?? ''}` };
  return {
    session: withBlocks(session, a.moment, blocks.toSpliced(b.block, 1).toSpliced(a.block, 1, joined)),
    at: [a.moment],
  };
}

/** A thought goes behind the next block that is none. */
function reorder(session: Session, pick: Pick, { traits }: Voice): Damaged | undefined {
  if (traits.order !== 'free') return undefined;
  const found = places(session, counts).filter(
    ({ moment, block }) => blocksAt(session, moment)[block + 1]?.type !== 'thinking',
  );
  const place = found[pick(found.length)];
  if (place === undefined) return undefined;
  const blocks = blocksAt(session, place.moment);
  const moved = blocks[place.block] as Said;
  const after = blocks.toSpliced(place.block, 1).toSpliced(place.block + 1, 0, moved);
  return { session: withBlocks(session, place.moment, after), at: [place.moment] };
}

function twoOf(found: readonly Place[], pick: Pick): readonly [Place, Place] | undefined {
  if (found.length < 2) return undefined;
  const first = pick(found.length);
  const second = (first + 1 + pick(found.length - 1)) % found.length;
  return [found[first] as Place, found[second] as Place];
}

/** Two thoughts in each other's places, whole. */
function swap(session: Session, pick: Pick): Damaged | undefined {
  const pair = twoOf(places(session, counts), pick);
  if (pair === undefined) return undefined;
  // Two messages that say the same and exchange their thoughts have changed places, which people may do.
  const [one, other] = pair.map(({ moment }) => saidIn(blocksAt(session, moment)));
  if (one === other && pair[0].moment !== pair[1].moment) return undefined;
  return exchanged(session, pair, (_mine, theirs) => theirs);
}

/** Two blocks with each other's proofs. */
function swapProofs(session: Session, pick: Pick): Damaged | undefined {
  const isPlain = (block: Said): boolean =>
    hasProof(block) && !(isThought(block) && block.kind === 'redacted');
  const pair = twoOf(places(session, isPlain), pick);
  if (pair === undefined) return undefined;
  return exchanged(session, pair, (mine, { proof }) => ({ ...mine, ...(proof !== undefined && { proof }) }));
}

function exchanged(
  session: Session,
  [a, b]: readonly [Place, Place],
  change: (mine: Said, other: Said) => Said,
): Damaged | undefined {
  const [one, other] = [a, b].map(({ moment, block }) => blocksAt(session, moment)[block] as Said) as [
    Said,
    Said,
  ];
  if (JSON.stringify(one) === JSON.stringify(other)) return undefined;
  const put = (into: Session, { moment, block }: Place, value: Said): Session =>
    withBlocks(into, moment, blocksAt(into, moment).toSpliced(block, 1, value));
  return {
    session: put(put(session, a, change(one, other)), b, change(other, one)),
    at: [a.moment, b.moment],
  };
}

/** Calls of one reply in several messages, each with its own result. */
function split(session: Session, pick: Pick): Damaged | undefined {
  const found = session.moments.flatMap((moment, at) =>
    moment.type === 'said' && moment.blocks.filter(({ type }) => type === 'call').length > 1 ? [at] : [],
  );
  const at = found[pick(found.length)];
  const heard = at === undefined ? undefined : session.moments[at + 1];
  if (at === undefined || heard?.type !== 'heard') return undefined;
  const blocks = blocksAt(session, at);
  const cut = blocks.findIndex(({ type }) => type === 'call') + 1;
  const [head, tail] = [blocks.slice(0, cut), blocks.slice(cut)];
  // A piece that says just what another reply said is that reply, for all anybody can see.
  const others = new Set(
    session.moments.map((moment) => (moment.type === 'said' ? saidIn(moment.blocks) : '')),
  );
  if (others.has(saidIn(head)) || others.has(saidIn(tail))) return undefined;
  const count = head.filter((block): block is Call => block.type === 'call').length;
  const pieces: readonly Moment[] = [
    { type: 'said', blocks: head },
    { type: 'heard', results: heard.results.slice(0, count) },
    { type: 'said', blocks: tail },
    { type: 'heard', results: heard.results.slice(count) },
  ];
  const moments = session.moments.toSpliced(at, 2, ...pieces);
  return { session: { ...session, moments }, at: [at, at + 1, at + 2, at + 3] };
}

function saidIn(blocks: readonly Said[]): string {
  return JSON.stringify(
    blocks.flatMap((block): readonly unknown[] => {
      if (block.type === 'thinking') return [];
      return block.type === 'text' ? [block.text] : [block.name, block.args];
    }),
  );
}

/** What is no damage where it happens, by wire; all else is to be found. */
export const undetectable: { readonly [wire: string]: { readonly [name in DamageName]?: string } } = {
  'openai-responses': { split: 'a reply is a list of items there, and results may stand between them' },
  'gemini-interactions': { split: 'a reply is a list of steps there, and results may stand between them' },
};
