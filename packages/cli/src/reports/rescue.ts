/** What a rescue did, for people and as data. */
import type { Rescued, Taken } from '@throughline/retention';
import type { RescueOutcome } from '../rescue.ts';
import { counted, labelled, paintFor, widthOf, wrapped, type Paint } from '../words.ts';
import { outcomeOf } from './report.ts';

export function rescueJson(outcome: RescueOutcome): object {
  const { file, session } = outcome;
  const head = { file, agent: session.agent, wire: session.wire, model: session.model };
  if ('fault' in outcome) {
    const { code, message, path } = outcome.fault;
    return { ...head, out: null, error: { code, message, path } };
  }
  const { out = null, taken, repairs, findings, left, advice } = outcome;
  return { ...head, out, taken, repairs, findings, left, advice };
}

export function rescueText(outcome: RescueOutcome): string {
  const paint = paintFor(process.stdout);
  const { file, session } = outcome;
  const head = `${paint('bold', file)}  ${session.agent}, ${session.model ?? 'no model'}`;
  return [
    head,
    '',
    ...('fault' in outcome ? unheld(outcome.fault.message) : resultOf(outcome, paint)),
    '',
  ].join('\n');
}

function unheld(message: string): readonly string[] {
  return ['There is a cure, but the file has no place for it, so nothing was written:', `  ${message}`];
}

type Result = Rescued & { readonly out?: string };

function resultOf({ out, taken, repairs, left, advice, isChanged }: Result, paint: Paint): readonly string[] {
  const width = widthOf(process.stdout);
  const changes = repairs.filter(
    ({ code, at }) => !taken.some((one) => one.code === code && at.startsWith(one.at)),
  );
  return [
    ...(taken.length === 0 ? [] : [`${counted(taken.length, 'block')} of thinking taken out:`, '']),
    ...taken.flatMap((one) => takenLines(one, width, paint)),
    ...changes.map(({ kind, code, at }) => `repaired (${kind}): ${code} at ${at}`),
    ...left.flatMap((finding) => [
      labelled('left', `${finding.code} at ${finding.at}: ${finding.explain}`, width),
      labelled('', `provider ${outcomeOf(finding)}`, width),
    ]),
    ...advice.map((sentence) => `${wrapped(sentence, width).join('\n')}\n`),
    ...endOf({ isChanged, out, isCured: left.length === 0 }, paint),
  ];
}

function takenLines({ at, place, code, why }: Taken, width: number, paint: Paint): readonly string[] {
  return [
    `  ${paint('bold', place ?? at)}${code === undefined ? '' : `  ${code}`}`,
    ...(place === undefined ? [] : [labelled('', at, width, 4)]),
    labelled('', `${why.slice(0, 1).toUpperCase()}${why.slice(1)}`, width, 4),
    '',
  ];
}

type End = { readonly isChanged: boolean; readonly out: string | undefined; readonly isCured: boolean };

function endOf({ isChanged, out, isCured }: End, paint: Paint): readonly string[] {
  if (isChanged)
    return [
      `${paint(isCured ? 'green' : 'yellow', isCured ? 'Rescued' : 'Partly rescued')}: ${out}`,
      'The original is as it was. To go on, end the agent and put the copy in its place.',
    ];
  if (!isCured) return ['Nothing of this can be cured, so nothing was written.'];
  return [
    'Nothing in it is known to be refused, so nothing was written.',
    'If the provider refuses it all the same, --drop-thinking takes all thinking out.',
  ];
}
