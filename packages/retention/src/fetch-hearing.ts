/** Hears a reply as its client reads it, and has it learnt before the client can go on. */
import type { ExamineOptions } from './examine.ts';
import type { Attempt } from './fetch-fault.ts';
import { listenerFor } from './fetch-reply.ts';
import { wholeOf, type Looked, type Sending } from './fetch-request.ts';
import type { Hearing } from './fetch-response.ts';
import { after, learn } from './learn.ts';
import type { Ledger, MaybePromise } from './ledger.ts';
import type { Answer } from './reply.ts';
import type { SeenBodies } from './seen-bodies.ts';

export type Heard = {
  /** As it was really sent. */
  readonly sending: Sending;
  /** What an audit saw in it, once it has. */
  readonly looked: MaybePromise<Looked | undefined>;
  readonly contentType: string | null;
};

export function hearingOf(
  { sending, looked, contentType }: Heard,
  ledger: Ledger,
  bodies: SeenBodies | undefined,
  options: ExamineOptions,
  attempt: Attempt,
): Hearing {
  const { wire } = sending.outgoing;
  const listener = listenerFor(wire, contentType);
  let learning: MaybePromise<unknown>;
  let isOver = false;
  const finish = (): MaybePromise<unknown> => {
    if (isOver) return learning;
    isOver = true;
    const answer = attempt('the reply', () => listener.answer());
    learning = attempt('the ledger', () =>
      after(answer, (found) => found && after(looked, (seen) => keep(found, seen))),
    );
    return learning;
  };
  const keep = (answer: Answer, seen: Looked | undefined): MaybePromise<void> => {
    const outgoing = wholeOf(sending);
    if (outgoing === undefined) return undefined;
    const learning = learn({ outgoing, answer, subject: seen?.subject }, ledger, options);
    return after(learning, (made) => bodies?.keep(sending.text, sending.outgoing, made));
  };
  return {
    take(chunk) {
      if (isOver) return undefined;
      const isComplete = attempt('the stream', () => listener.take(chunk));
      return isComplete === true ? finish() : undefined;
    },
    end: finish,
    cut: finish,
  };
}
