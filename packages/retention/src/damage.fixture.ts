/** Ways in which scaffolds damage a session on its way back, told on the session and not on a wire; and which of them can be seen. */
import type { FindingCode } from './findings.ts';
import {
  blocksAt,
  counts,
  hasProof,
  hasWords,
  isThought,
  places,
  withBlocks,
  type Damaged,
  type Pick,
} from './damaged.fixture.ts';
import { merge, reorder, split, swap, swapProofs } from './displacing.fixture.ts';
import type { Moment, Said, Session, Thought } from './sessions.fixture.ts';
import type { Voice } from './voices.fixture.ts';

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
    // A beginning that another thought of the message says in full looks like that one, without its proof or again.
    codes: ['partial-thinking-replayed', 'signature-altered', 'signature-missing', 'duplicate-reasoning'],
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
    // Where a message thinks the same in two places, nobody can say which of them is there once too often.
    codes: ['duplicate-reasoning', 'duplicate-item-id', 'blocks-reordered'],
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

/** What is no damage where it happens, by wire; all else is to be found. */
export const undetectable: { readonly [wire: string]: { readonly [name in DamageName]?: string } } = {
  'openai-responses': { split: 'a reply is a list of items there, and results may stand between them' },
  'gemini-interactions': { split: 'a reply is a list of steps there, and results may stand between them' },
};
