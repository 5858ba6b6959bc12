/** What people do to their own sessions on purpose; none of it is damage. */
import type { Damage } from './damage.fixture.ts';
import type { Moment, Said, Session } from './sessions.fixture.ts';

type Edit = Damage['damage'];

/** One moment of a kind, changed or gone. */
function one<T extends Moment['type']>(
  type: T,
  change: (moment: Extract<Moment, { type: T }>) => readonly Moment[] | undefined,
): Edit {
  return (session, pick) => {
    const found = session.moments.flatMap((moment, at) => (moment.type === type ? [at] : []));
    const at = found[pick(found.length)];
    if (at === undefined) return undefined;
    const fresh = change(session.moments[at] as Extract<Moment, { type: T }>);
    return fresh === undefined ? undefined : replaced(session, at, 1, fresh);
  };
}

function replaced(session: Session, at: number, count: number, fresh: readonly Moment[]) {
  return { session: { ...session, moments: session.moments.toSpliced(at, count, ...fresh) }, at: [at] };
}

function onText(change: (text: string) => string): Edit {
  return one('said', (moment) => {
    const at = moment.blocks.findIndex(({ type }) => type === 'text');
    const block = moment.blocks[at];
    if (block?.type !== 'text') return undefined;
    const text: Said = { ...block, text: change(block.text) };
    return [{ ...moment, blocks: moment.blocks.toSpliced(at, 1, text) }];
  });
}

export type EditName =
  | 'rewriteQuestion'
  | 'extendQuestion'
  | 'rewriteResult'
  | 'extendAnswer'
  | 'rewriteAnswer'
  | 'removeStep'
  | 'removeTurn'
  | 'changeInstructions';

export const edits: { readonly [name in EditName]: Edit } = {
  rewriteQuestion: one('ask', (moment) => [{ ...moment, text: 'What I really meant is something else.' }]),
  extendQuestion: one('ask', (moment) => [{ ...moment, text: `${moment.text} Please be brief.` }]),
  rewriteResult: one('heard', ({ results, ...moment }) => [
    { ...moment, results: results.map((result) => ({ ...result, text: '[redacted]' })) },
  ]),
  extendAnswer: onText((text) => `${text} (corrected by hand)`),
  rewriteAnswer: onText(() => 'Rewritten by hand.'),
  removeStep: (session, pick) => {
    const found = session.moments.flatMap((moment, at) =>
      moment.type === 'said' && session.moments[at + 1]?.type === 'heard' ? [at] : [],
    );
    const at = found[pick(found.length)];
    return at === undefined ? undefined : replaced(session, at, 2, []);
  },
  removeTurn: (session, pick) => {
    const starts = session.moments.flatMap(({ type }, at) => (type === 'ask' ? [at] : []));
    const which = pick(starts.length - 1);
    const [from, to] = [starts[which], starts[which + 1]];
    return from === undefined || to === undefined ? undefined : replaced(session, from, to - from, []);
  },
  changeInstructions: (session) => ({
    session: { ...session, system: `${session.system} Answer in verse.` },
    at: [],
  }),
};
