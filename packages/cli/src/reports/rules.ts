/** Rules of the table, for people and as data. */
import { ageInDays, type Rule } from '@throughline/retention';
import { isAnywhere, type Choice } from '../rule-choice.ts';
import { counted, labelled, paintFor, widthOf, type Paint } from '../words.ts';

/** What was read longer ago should be read again. */
const oldAfterDays = 180;

const isOld = (rule: Rule, today: Date): boolean => ageInDays(rule, today) > oldAfterDays;

export function rulesJson({ rules, elsewhere }: Choice, today: Date): object {
  const dated = (rule: Rule): object => ({
    ...rule,
    ageInDays: ageInDays(rule, today),
    isOld: isOld(rule, today),
  });
  return {
    today: today.toISOString().slice(0, 10),
    rules: rules.map(dated),
    elsewhere: elsewhere.map(dated),
  };
}

export function rulesText({ asked, rules, named, elsewhere }: Choice, today: Date): string {
  const paint = paintFor(process.stdout);
  const [only, ...others] = rules;
  if (only === undefined) return 'No rule fits.\n';
  const shown = others.length === 0 ? [only] : named;
  const cards = shown.map((rule) => `${cardOf(rule, today, paint)}\n`);
  const isTold = others.length === 0 || (named.length > 0 && !isAnywhere(asked));
  const listed = isTold ? elsewhere : rules.filter((rule) => !named.includes(rule));
  if (listed.length === 0) return cards.join('\n');
  const heading =
    shown.length === 0 ? [] : ['At other endpoints, or for other dialects, the first of these that fits:\n'];
  return [...cards, ...heading, `${tableOf(listed, today, paint)}\n`].join('\n');
}

function cardOf(rule: Rule, today: Date, paint: Paint): string {
  const width = widthOf(process.stdout);
  return [
    paint('bold', rule.id),
    ...rowsOf(rule, today).map(([label, text]) => labelled(`  ${label}`, text, width, 20)),
  ].join('\n');
}

type Row = readonly [label: string, text: string];

function rowsOf(rule: Rule, today: Date): readonly Row[] {
  const { match, issuer, source, flags = [], refusals = {}, refuses = [], bound, sentinel } = rule;
  const row = (label: string, text: string): readonly Row[] => (text === '' ? [] : [[label, text]]);
  return [
    ['matches', placesOf(match)],
    ['wants back', returned[rule.returns]],
    ['refuses without', required[rule.required]],
    ['finished turns', rule.finished === 'keep' ? 'thinking may stay' : 'thinking is to be left out'],
    ['field', [rule.field, ...(rule.alsoReads ?? []).map((name) => `or ${name}`)].join(' ')],
    ...row('refuses', refuses.join(', ')),
    ['proofs', `signed ${rule.signed}, of ${issuer}; exact: ${rule.exact}; without words: ${rule.empty}`],
    ...row('bound to', bound.join(', ')),
    ...row('stand-in', sentinel ?? ''),
    ...flags.map(({ at, value, when }): Row => ['reads it with', `${at}: ${value} (${whens[when]})`]),
    ...answersOf(refusals),
    ['source', `${source.url} (confidence ${source.confidence})`],
    ...row('note', source.note ?? ''),
    ['read', `${source.read}, ${ageOf(rule, today)}`],
  ];
}

/** Many findings have one answer. */
function answersOf(refusals: NonNullable<Rule['refusals']>): readonly Row[] {
  const answers = new Map<string, string[]>();
  for (const [code, { status, message }] of Object.entries(refusals)) {
    const answer = `${status}: ${message}`;
    answers.set(answer, [...(answers.get(answer) ?? []), code]);
  }
  return [...answers].map(([answer, codes]) => ['answers', `${answer} (${codes.join(', ')})`]);
}

function placesOf({ wires, models, endpoints, dialects }: Rule['match']): string {
  return [
    `models ${models}`,
    `on ${wires.join(', ')}`,
    ...(endpoints === undefined ? [] : [`at ${endpoints}`]),
    ...(dialects === undefined ? [] : [`dialect ${dialects.join(', ')}`]),
  ].join(' · ');
}

const returned: { readonly [value in Rule['returns']]: string } = {
  all: 'all thinking of the conversation',
  'open-loop': 'thinking of the turn that is still open',
  none: 'no thinking',
};

const required: { readonly [value in Rule['required']]: string } = {
  'open-loop': 'thinking on the steps of the open tool loop',
  'first-call': 'the signature on the first call of each step of the open turn',
  'tool-calls': 'thinking on every message with tool calls',
  'tool-turns': 'thinking on all steps of turns that called tools',
  none: 'nothing: it only thinks worse',
};

const whens = { history: 'whenever thinking goes back', 'finished-turns': 'for thinking of finished turns' };

function ageOf(rule: Rule, today: Date): string {
  const age = `${counted(ageInDays(rule, today), 'day')} ago`;
  return isOld(rule, today) ? `${age}: OLD, read the source again` : age;
}

/** All of them, by provider. */
function tableOf(rules: readonly Rule[], today: Date, paint: Paint): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const fieldWidth = Math.max(...rules.map(({ field }) => field.length));
  const lineOf = (rule: Rule): string =>
    [
      `  ${rule.id.padEnd(width)}`,
      `returns ${rule.returns}`.padEnd(17),
      (rule.required === 'none' ? '' : `demands ${rule.required}`).padEnd(18),
      rule.field.padEnd(fieldWidth),
      rule.source.read,
      isOld(rule, today)
        ? paint('yellow', `${ageInDays(rule, today)} days: OLD`)
        : `${ageInDays(rule, today)} days`,
    ].join('  ');
  const providers = [...new Set(rules.map(({ provider }) => provider))];
  return providers
    .map((provider) => {
      const own = rules.filter((rule) => rule.provider === provider);
      return [`${paint('bold', provider)} (${counted(own.length, 'rule')})`, ...own.map(lineOf)].join('\n');
    })
    .join('\n\n');
}
