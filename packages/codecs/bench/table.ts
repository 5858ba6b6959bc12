/** Figures as aligned text. */
import type { Figure } from './measure.ts';

/** Columns stand in the order they first come up; a column's name is its heading. */
export type Row = { readonly [column: string]: string | Figure };

export function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const texts = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_column, at) => Math.max(...texts.map((line) => (line[at] as string).length)));
  return texts
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cell(value: Row[string] | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : times(value);
}

/** `1.32 (1.28–1.41)` */
function times({ median, min, max }: Figure): string {
  return `${short(median)} (${short(min)}–${short(max)})`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
