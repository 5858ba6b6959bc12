/** Makes of a request and its answer what a ledger remembers. */
import { consult, examine, modelOf, type Asking, type ExamineOptions } from './examine.ts';
import type { Ledger, MaybePromise, Remembered } from './ledger.ts';
import { remember } from './remember.ts';
import type { Answer } from './reply.ts';
import { ruleFor, type Asked } from './rules/match.ts';
import type { Rule } from './rules/rule.ts';
import { whereOf } from './scaffold.ts';
import type { Outgoing, Subject } from './subject.ts';
import { thinkingTokens } from './usage.ts';
import { anatomyOf } from './wires/index.ts';

export type Learning = {
  /** As it was really sent. */
  readonly outgoing: Outgoing;
  readonly answer: Answer;
  /** The request examined, where that was done already. */
  readonly subject?: Subject | undefined;
  /** Who answered, where that is known better than by the reply. */
  readonly producer?: string | undefined;
};

export function learn(learning: Learning, ledger: Ledger, options: ExamineOptions): MaybePromise<Remembered> {
  const { tenant } = learning.outgoing;
  return after(consult(learned(learning, options), ledger, tenant), (made) =>
    after(ledger.add(made, tenant), () => made),
  );
}

/** Goes on at once where there is nothing to wait for. */
export function after<A, B>(value: MaybePromise<A>, then: (value: A) => MaybePromise<B>): MaybePromise<B> {
  return value instanceof Promise ? value.then(then) : then(value);
}

function* learned(learning: Learning, options: ExamineOptions): Asking<Remembered> {
  const { outgoing, answer, producer } = learning;
  const { wire, request, endpoint, organization } = outgoing;
  const subject = learning.subject ?? (yield* examine(outgoing, options));
  const asked = modelOf(outgoing);
  const model = producer ?? modelIn(answer) ?? asked;
  const issuer = issuerOf([model, asked], whereOf(outgoing), options.rules);
  return yield* remember({
    anatomy: anatomyOf(wire),
    request,
    entries: subject.entries,
    items: answer.items,
    isCut: answer.isCut,
    thinkingTokens: thinkingTokens(answer.body),
    origin: { wire, model, asked, issuer, endpoint, organization },
    previous: subject.steps.at(-1)?.match?.remembered.id,
  });
}

/** Whose proofs these are: by the first of the names that has a rule of its own. */
function issuerOf(
  names: readonly string[],
  place: Omit<Asked, 'model'>,
  table: readonly Rule[] | undefined,
): string {
  const found = names.map((model) => ruleFor({ ...place, model }, table));
  return (found.find(({ match }) => match.models !== '.*') ?? found[0])?.issuer ?? '';
}

/** Who answered, as the reply itself says: routers and fallbacks answer with another model than was asked. */
function modelIn({ body }: Answer): string | undefined {
  const named = body['model'] ?? body['modelVersion'];
  return typeof named === 'string' && named !== '' ? named : undefined;
}
