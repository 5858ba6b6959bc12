/** A finding in words. */
import type { Finding } from './finding.ts';

const longestInput = 2000;

export function told(finding: Finding, isShort: boolean): string {
  const { what, during, message, dialect, input, more, wire, kind, seed, run } = finding;
  const shown = input.length > longestInput ? `${input.slice(0, longestInput)} …` : input;
  return [
    `  ${what} in ${during}, dialect ${dialect}${more > 0 ? `, ${more + 1} times` : ''}`,
    `    ${message}`,
    `    input: ${shown.trimEnd().replaceAll('\n', '\n           ')}`,
    `    again: pnpm fuzz --wire ${wire} --seed ${seed} --kind ${kind} --run ${run}${isShort ? ' --short' : ''}`,
  ].join('\n');
}
