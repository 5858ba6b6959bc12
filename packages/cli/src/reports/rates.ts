/** How much thinking came back, as bars. */
import type { Rate, Share, Summary } from '@throughline/retention';
import { bytes, counted, figure, type Paint } from '../words.ts';

/** More than these are a list nobody reads. */
const mostSessions = 12;

export function ratesOf(summary: Summary, paint: Paint): readonly string[] {
  const { blocks, sessions, replayedTokens } = summary;
  if (blocks.expected === 0)
    return ['thinking    none that is recorded was due to go back', ...growthOf(summary, paint)];
  return [
    `blocks      ${blockBar(summary, paint)}`,
    `bytes       ${bar(summary.bytes, paint)}  ${bytes(summary.bytes.returned)} of ${bytes(summary.bytes.expected)}`,
    ...(sessions.length > 1 && sessions.length <= mostSessions ? sessionsOf(summary, paint) : []),
    ...(replayedTokens > 0 ? [`replayed    ${counted(replayedTokens, 'token')} of thinking`] : []),
    ...growthOf(summary, paint),
  ];
}

function blockBar(rate: Rate, paint: Paint): string {
  const { returned, expected } = rate.blocks;
  return `${bar(rate.blocks, paint)}  ${figure(returned)} of ${counted(expected, 'block')} of thinking came back`;
}

const barWidth = 24;

function bar({ returned, expected }: Share, paint: Paint): string {
  const share = expected === 0 ? 1 : returned / expected;
  // Nothing lost is the only full bar, nothing kept the only empty one.
  const whole =
    share === 1 ? barWidth : share === 0 ? 0 : between(1, Math.round(share * barWidth), barWidth - 1);
  const style = share === 1 ? 'green' : share < 0.5 ? 'red' : 'yellow';
  const percent = share === 1 ? '100' : Math.min(share * 100, 99.9).toFixed(share >= 0.995 ? 1 : 0);
  return `${paint(style, '█'.repeat(whole))}${paint('dim', '░'.repeat(barWidth - whole))} ${percent.padStart(4)} %`;
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function sessionsOf({ sessions }: Summary, paint: Paint): readonly string[] {
  return sessions.map(
    (session) =>
      `  ${session.session.slice(0, 9).padEnd(10)}${blockBar(session, paint)}, ${counted(session.exchanges, 'exchange')}`,
  );
}

/** Where a request is not the one before it with more behind it, caches miss and bound thinking breaks. */
function growthOf({ appendOnly, firstBreak, breaks }: Summary, paint: Paint): readonly string[] {
  if (appendOnly) return [];
  const where = firstBreak === undefined ? '' : `exchange ${firstBreak.exchange} at ${firstBreak.at}`;
  const more = breaks > 1 ? `, and ${counted(breaks - 1, 'time')} more` : '';
  return [`prefix      ${paint('yellow', 'not append-only')}: first in ${where}${more}`];
}
