/** Text for people: wrapped, counted, coloured. */
import { styleText } from 'node:util';

/** Colours are for terminals only. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return stream.isTTY ? (style, text) => styleText(style, text, { stream }) : (_, text) => text;
}

/** Columns of the terminal; without one, as many as logs show well. */
export function widthOf({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY && columns > 40 ? Math.min(columns, 120) : 100;
}

/** Lines of at most so many characters, where words allow. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A label, and text beside it on as many lines as it takes. */
export function labelled(label: string, text: string, width: number, indent: number = 12): string {
  const lines = wrapped(text, width - indent);
  return lines.map((line, index) => (index === 0 ? label : '').padEnd(indent) + line).join('\n');
}

const grouped = new Intl.NumberFormat('en-US');

export function figure(count: number): string {
  return grouped.format(count);
}

/** `no errors`, `1 error`, `1,204 errors`. */
export function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const units = ['B', 'kB', 'MB', 'GB'] as const;

export function bytes(count: number): string {
  let [value, unit] = [count, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
