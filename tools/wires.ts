/**
 * What each wire can carry, as people read it: docs/wires.md and a block in the README of each codec, from their
 * `capabilities.ts`. `--check` fails where a file says something else.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Codec } from '../packages/core/src/index.ts';
import { codecFor, wireNames } from '../packages/codecs/src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

const yes = (value: boolean): string => (value ? 'yes' : 'no');
const list = (values: readonly string[]): string => (values.length === 0 ? '–' : values.join(', '));

type Column = { readonly title: string; readonly of: (codec: Codec) => string };

/** What may differ between dialects of one wire. */
const dialectColumns: readonly Column[] = [
  { title: 'dialect', of: ({ dialect, id }) => `\`${dialect ?? id}\`` },
  { title: 'thinking goes back', of: ({ capabilities }) => yes(capabilities.thinkingReturns) },
  {
    title: 'thinking between other parts',
    of: ({ capabilities }) => yes(capabilities.thinkingBetweenParts),
  },
  { title: 'thinking it shows', of: ({ capabilities }) => list(capabilities.visibilities) },
  { title: 'signatures it takes', of: ({ capabilities }) => list(capabilities.issuers) },
  {
    title: 'on parts other than thinking',
    of: ({ capabilities: { issuers, partIssuers = issuers } }) => list(partIssuers),
  },
];

const wireColumns: readonly Column[] = [
  { title: 'wire', of: ({ id }) => `[\`${id}\`](../packages/codecs/src/${id}/README.md)` },
  { title: 'path', of: ({ path }) => `\`${path}\`` },
  { title: 'stream', of: ({ stream }) => stream.contentType },
  { title: 'native parts', of: ({ capabilities }) => list(capabilities.parts) },
  { title: 'results beyond text', of: ({ capabilities }) => yes(capabilities.richToolResults) },
  { title: 'error flag on results', of: ({ capabilities }) => yes(capabilities.toolErrorFlag) },
];

function table(columns: readonly Column[], codecs: readonly Codec[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...codecs.map((codec) => columns.map(({ of }) => of(codec))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const [head = [], ...rows] = cells;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function codecsOf(wire: string): readonly Codec[] {
  return (wireNames[wire] ?? []).map((dialect) => codecFor(wire, dialect));
}

const begin = '<!-- capabilities: written by `pnpm wires` -->';
const end = '<!-- /capabilities -->';

/** The README with its block renewed, or the block at its end. */
function withBlock(text: string, block: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to === -1) return `${text.trimEnd()}\n\n${block}\n`;
  return `${text.slice(0, from)}${block}${text.slice(to + end.length)}`;
}

function keep(path: string, text: string): void {
  const file = `${root}${path}`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (isCheck) stale.push(path);
  else writeFileSync(file, text);
}

const wires = Object.keys(wireNames);
for (const wire of wires) {
  const path = `packages/codecs/src/${wire}/README.md`;
  const codecs = codecsOf(wire);
  const block = [begin, '## Capabilities', table(dialectColumns, codecs), end].join('\n\n');
  keep(path, withBlock(readFileSync(`${root}${path}`, 'utf8'), block));
}

const page = `# Wires

Written by \`pnpm wires\` from each codec's \`capabilities.ts\`; the README of a codec maps its fields. Every wire carries whole requests, replies, streams and errors
in both directions, so each can stand in front of or behind every other. What one of them cannot say is returned as losses, per path.

${table(
  wireColumns,
  wires.flatMap((wire) => codecsOf(wire).slice(0, 1)),
)}

## Thinking, by dialect

Thinking of another provider goes along where the target takes readable thinking (policy \`keep-readable\`, the default), as tagged text (\`tag\`), or not at all
(\`drop\`). A signature goes back to its issuer and to nobody else; sealed thinking (redacted, encrypted) never crosses.

${wires.map((wire) => `### ${wire}\n\n${table(dialectColumns, codecsOf(wire))}`).join('\n\n')}
`;
keep('docs/wires.md', page);

if (stale.length > 0) {
  console.error(`Not what the codecs can do; run \`pnpm wires\`:\n${stale.join('\n')}`);
  process.exit(1);
}
