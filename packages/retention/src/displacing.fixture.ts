/** Damages that put blocks elsewhere: together, behind each other, into each other's places, apart. */
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
  type Place,
} from './damaged.fixture.ts';
import type { Call, Moment, Said, Session, Thought } from './sessions.fixture.ts';
import type { Voice } from './voices.fixture.ts';

/** Two blocks of one message become one: words joined, the last proof kept. */
export function merge(session: Session, pick: Pick, { traits }: Voice): Damaged | undefined {
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
export function reorder(session: Session, pick: Pick, { traits }: Voice): Damaged | undefined {
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
export function swap(session: Session, pick: Pick): Damaged | undefined {
  const pair = twoOf(places(session, counts), pick);
  if (pair === undefined) return undefined;
  return exchanged(session, pair, (_mine, theirs) => theirs);
}

/** Two blocks with each other's proofs. */
export function swapProofs(session: Session, pick: Pick): Damaged | undefined {
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
  // Two messages that say the same and exchange what they thought have changed places, which people may do.
  const [mine, theirs] = [a, b].map(({ moment }) => saidIn(blocksAt(session, moment)));
  if (mine === theirs && a.moment !== b.moment) return undefined;
  const put = (into: Session, { moment, block }: Place, value: Said): Session =>
    withBlocks(into, moment, blocksAt(into, moment).toSpliced(block, 1, value));
  return {
    session: put(put(session, a, change(one, other)), b, change(other, one)),
    at: [a.moment, b.moment],
  };
}

/** Calls of one reply in several messages, each with its own result. */
export function split(session: Session, pick: Pick): Damaged | undefined {
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
