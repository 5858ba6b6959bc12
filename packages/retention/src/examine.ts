/** Looks up what the messages of a request once were. */
import type { Keys } from './keys.ts';
import { createNamer, proofKey, thoughtKey } from './keys.ts';
import type { Ledger, MaybePromise, Origin, Remembered } from './ledger.ts';
import { choose, hasProof, hasThought, isIntact, soleIntact, type Before, type Choice } from './match.ts';
import { isCatchAll, readsProofsOf, ruleFor } from './rules/match.ts';
import { isWitness, ruleOnScaffold, whereOf } from './scaffold.ts';
import type { Rule } from './rules/rule.ts';
import { openFromOf, type Known, type Match, type Outgoing, type Step, type Subject } from './subject.ts';
import { historyOf, type Anatomy, type Block, type Entry } from './wires/anatomy.ts';
import { anatomyOf } from './wires/index.ts';

type Found = readonly (readonly Remembered[])[];

/** Asks for keys, is given what is remembered under each: so one engine serves ledgers that answer at once and those that do not. */
export type Asking<T> = Generator<readonly string[], T, Found>;

export type ExamineOptions = {
  readonly rules?: readonly Rule[] | undefined;
  readonly keep?: 'rule' | 'all' | undefined;
};

type Draft = { readonly entry: Entry; readonly index: number; readonly keys: Keys };

export function* examine(outgoing: Outgoing, { rules, keep = 'rule' }: ExamineOptions = {}): Asking<Subject> {
  const { request, wire } = outgoing;
  const anatomy = anatomyOf(wire);
  const model = modelOf(outgoing);
  const ruleBy = (last?: Origin): Rule => {
    const found = ruleOf(outgoing, last, rules);
    return anatomy.isScaffold === true ? ruleOnScaffold(found, anatomy) : found;
  };
  const items = historyOf(anatomy, request);
  const entries = anatomy.entries(items);
  const openFrom = openFromOf(entries);
  const drafts = draftsOf(entries);
  const steps = yield* stepsOf(drafts, openFrom, { wire, anatomy, rule: ruleBy() });
  const rule = ruleBy(lastOrigin(steps, model));
  const target: Origin = {
    wire,
    model,
    issuer: rule.issuer,
    endpoint: outgoing.endpoint,
    organization: outgoing.organization,
  };
  return {
    outgoing,
    request,
    anatomy,
    rule,
    target,
    items,
    entries,
    steps,
    openFrom,
    keep,
    reads: (origin) => reads(rule, origin, target),
  };
}

/** By the model's name and place; an alias says nothing, so then by who is known to answer to it. */
function ruleOf(outgoing: Outgoing, last: Origin | undefined, rules: readonly Rule[] | undefined): Rule {
  const where = whereOf(outgoing);
  const endpoint = where.endpoint ?? last?.endpoint;
  const names = [modelOf(outgoing), outgoing.model, last?.model].filter((name) => name !== undefined);
  const found = names.map((model) => ruleFor({ ...where, endpoint, model }, rules));
  return found.find((rule) => !isCatchAll(rule)) ?? (found[0] as Rule);
}

/** Who answered when the same model was asked before, and where: a request that does not say is taken to go there again. */
function lastOrigin(steps: readonly Step[], model: string): Origin | undefined {
  const last = steps.findLast(({ match }) => match !== undefined)?.match?.remembered.origin;
  return last?.model === model || last?.asked === model ? last : undefined;
}

export function modelOf({ request, model }: Outgoing): string {
  const named = request['model'];
  return typeof named === 'string' ? named : (model ?? '');
}

/** A model reads its own; the name that was asked may be an alias of the one that answered. */
function reads(rule: Rule, { issuer, model, asked }: Origin, target: Origin): boolean {
  if (issuer !== rule.issuer) return false;
  return model === undefined || asked === target.model || readsProofsOf(rule, model, issuer);
}

function draftsOf(entries: readonly Entry[]): readonly Draft[] {
  const name = createNamer();
  return entries.flatMap((entry, index) => {
    const keys = name(entry);
    return keys === undefined ? [] : [{ entry, index, keys }];
  });
}

const unknown: Known = new Map();

type Setting = { readonly wire: string; readonly anatomy: Anatomy; readonly rule: Rule };

function* stepsOf(
  drafts: readonly Draft[],
  openFrom: number,
  { wire, anatomy, rule }: Setting,
): Asking<readonly Step[]> {
  if (drafts.length === 0) return [];
  // Nearly always a message is found at its place, whole; only what is not costs more.
  const atPlace = yield drafts.map(({ keys }) => keys.place);
  let before: Before | undefined = { id: undefined, blocks: [] };
  const steps: Step[] = [];
  for (const [at, { entry, index, keys }] of drafts.entries()) {
    const isOpen = index >= openFrom;
    const near = atPlace[at] ?? [];
    const whole = soleIntact(entry, near, wire);
    let choice = whole ?? choose(entry, keys, near, wire, before);
    let known = unknown;
    let crossed: Match | undefined;
    if (whole === undefined && !isWhole(entry, choice)) {
      const wide = yield* askAround(entry, keys, near);
      known = wide.known;
      choice = choose(entry, keys, wide.candidates, wire, before);
      if (choice.match === undefined)
        crossed = choose(entry, keys, wide.candidates, wire, undefined, true).match;
    }
    before = nextBefore(before, entry, choice);
    if (anatomy.isScaffold === true && choice.match !== undefined && !isWitness(choice.match, entry, rule))
      choice = { isAmbiguous: false };
    steps.push({
      entry,
      index,
      keys,
      isOpen,
      match: choice.match,
      isWhole: whole !== undefined || isWhole(entry, choice),
      isAmbiguous: choice.isAmbiguous,
      known,
      crossed,
    });
  }
  return steps;
}

function nextBefore(before: Before | undefined, { blocks }: Entry, { match }: Choice): Before | undefined {
  if (match === undefined) return undefined;
  const { id } = match.remembered;
  return { id, blocks: before?.id === id ? [...before.blocks, ...blocks] : blocks };
}

function isWhole(entry: Entry, { match }: Choice): boolean {
  return match !== undefined && isIntact(entry, match.blocks);
}

/** Everything that any of its names leads to. */
function* askAround(
  entry: Entry,
  keys: Keys,
  near: readonly Remembered[],
): Asking<{ readonly candidates: ReadonlySet<Remembered>; readonly known: Known }> {
  const hints = keys.hints();
  const found = yield [keys.said, keys.turn, ...hints];
  const byKey = new Map(hints.map((key, at) => [key, found[at + 2] ?? []]));
  const known = new Map<Block, readonly Remembered[]>();
  for (const block of entry.blocks) {
    const words = block.type === 'thinking' ? (block.text?.trim() ?? '') : '';
    const under = [
      ...(block.proof === undefined ? [] : (byKey.get(proofKey(block.proof)) ?? [])).filter((one) =>
        hasProof(one, block.proof as string),
      ),
      ...(byKey.get(thoughtKey(words)) ?? []).filter((one) => hasThought(one, words)),
    ];
    if (under.length > 0) known.set(block, under);
  }
  return { candidates: new Set([...near, ...found.flat()]), known };
}

/** Runs an examination against a ledger, at once where the ledger answers at once. */
export function consult<T>(asking: Asking<T>, ledger: Ledger, tenant?: string): MaybePromise<T> {
  let result = asking.next();
  while (result.done !== true) {
    const found = ledger.find(result.value, tenant);
    if (found instanceof Promise) return consultLater(asking, ledger, tenant, found);
    result = asking.next(found);
  }
  return result.value;
}

async function consultLater<T>(
  asking: Asking<T>,
  ledger: Ledger,
  tenant: string | undefined,
  first: Promise<Found>,
): Promise<T> {
  let result = asking.next(await first);
  // One question depends on the answer before.
  // oxlint-disable-next-line no-await-in-loop
  while (result.done !== true) result = asking.next(await ledger.find(result.value, tenant));
  return result.value;
}
