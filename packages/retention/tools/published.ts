/**
 * Writes what is published beside the code: rules.json with its schema, the schema of captures, and docs/rules.md for
 * people. `--check` fails where a file says something else.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { captureJsonSchema } from '../src/capture/schema.ts';
import { rulesJsonSchema } from '../src/rules/schema.ts';
import type { Rule } from '../src/rules/rule.ts';
import { rules } from '../src/rules/table.ts';

const here = new URL('../', import.meta.url);
const isCheck = process.argv.includes('--check');

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);

const columns: readonly { readonly title: string; readonly of: (rule: Rule) => string }[] = [
  { title: 'rule', of: ({ id }) => code(id) },
  { title: 'wires', of: ({ match }) => match.wires.join(', ') },
  { title: 'models', of: ({ match }) => code(match.models) },
  {
    title: 'endpoints, dialects',
    of: ({ match }) =>
      [code(match.endpoints ?? ''), ...(match.dialects ?? [])].filter((one) => one !== '').join(', '),
  },
  { title: 'should come back', of: ({ returns }) => returns },
  { title: 'refused without', of: ({ required }) => (required === 'none' ? '–' : required) },
  { title: 'where', of: ({ field, alsoReads = [] }) => [field, ...alsoReads].map(code).join(', ') },
  { title: 'refuses', of: ({ refuses = [] }) => refuses.map(code).join(', ') },
  { title: 'bound to', of: ({ bound }) => bound.join(', ') },
  {
    title: 'flags',
    of: ({ flags = [] }) => flags.map(({ at, value }) => code(`${at}: ${JSON.stringify(value)}`)).join(', '),
  },
  { title: 'source', of: ({ source }) => `[${source.confidence}](${source.url}), ${source.read}` },
];

function table(rows: readonly Rule[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(() => '---')),
    ...rows.map((rule) => line(columns.map((column) => column.of(rule)))),
  ].join('\n');
}

const page = `# Rules

Which thinking each model wants back, as it was read on the day each row names. The first row that fits a request is its rule; rows of your own go first.
Written from \`packages/retention/src/rules\` by \`pnpm rules\`; the same as data: \`@throughline/retention/rules.json\`, with \`rules.schema.json\`.

${table(rules)}
`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const files: readonly (readonly [path: string, text: string])[] = [
  ['rules.json', json(rules)],
  ['rules.schema.json', json(rulesJsonSchema())],
  ['capture.schema.json', json(captureJsonSchema())],
  ['../../docs/rules.md', page],
];

for (const [path, text] of files) {
  const url = new URL(path, here);
  if (existsSync(url) && readFileSync(url, 'utf8') === text) continue;
  if (isCheck) {
    console.error(`${path} is not what the rules say: run pnpm rules`);
    process.exitCode = 1;
  } else writeFileSync(url, text);
}
