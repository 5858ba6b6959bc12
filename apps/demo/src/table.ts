/** The table people look at. Colour only where it is asked for. */
import { isIntact, type ReportRow } from './report.ts';

type Column = { readonly title: string; readonly cell: (row: ReportRow) => string };

const yes = (value: boolean): string => (value ? 'yes' : 'NO');

const columns: readonly Column[] = [
  { title: 'scaffold', cell: ({ scaffold }) => scaffold },
  { title: 'provider class', cell: (row) => row.class },
  {
    title: 'wire/dialect',
    cell: ({ wire, dialect, minted }) => `${wire}/${dialect}${minted === 'signed' ? '' : ` (${minted})`}`,
  },
  { title: 'mode', cell: ({ mode }) => mode },
  { title: 'solved', cell: ({ solved }) => yes(solved) },
  { title: 'steps', cell: ({ steps }) => String(steps) },
  {
    title: 'thinking = ~ - of',
    cell: ({ thinking: { identical, changed, dropped, expected } }) =>
      `${identical} ${changed} ${dropped} of ${expected}`,
  },
  {
    title: 'returned',
    cell: ({ thinking: { identical, expected } }) =>
      expected === 0 ? 'none due' : `${Math.floor((100 * identical) / expected)} %`,
  },
  { title: 'last request', cell: ({ perRequest }) => lastOf(perRequest) },
  { title: 'order', cell: ({ order }) => yes(order) },
  { title: 'arguments', cell: ({ arguments: { identical, expected } }) => `${identical}/${expected}` },
  { title: 'append-only', cell: ({ appendOnly }) => yes(appendOnly) },
  { title: 'refusals', cell: ({ refusals }) => String(refusals) },
];

function lastOf(perRequest: ReportRow['perRequest']): string {
  const last = perRequest.at(-1);
  return last === undefined ? 'no request' : `${last.identical}/${last.expected}`;
}

export function tableOf(rows: readonly ReportRow[], hasColour: boolean): string {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((line) => String(line[index]).length)),
  );
  const line = (values: readonly string[]): string =>
    values
      .map((value, index) => value.padEnd(Number(widths[index])))
      .join('  ')
      .trimEnd();
  const head = [line(columns.map(({ title }) => title)), widths.map((width) => '─'.repeat(width)).join('  ')];
  const body = rows.map((row, index) => painted(line(cells[index] as string[]), isIntact(row), hasColour));
  const groups = titles.flatMap(([provider, title]) => [
    title,
    ...body.filter((_text, index) => rows[index]?.provider === provider),
    '',
  ]);
  return [...head, ...groups].join('\n');
}

const titles: readonly (readonly [provider: string, title: string])[] = [
  ['throughline', 'With Throughline'],
  ['stock', 'Stock, without it'],
  ['stock+fetch', 'Those of them that lose thinking, with nothing added but fetch: retainingFetch(…)'],
];

function painted(text: string, isGood: boolean, hasColour: boolean): string {
  if (!hasColour) return text;
  return isGood ? `\u001B[32m${text}\u001B[0m` : `\u001B[31m${text}\u001B[0m`;
}

export const meaning = `What this says. Every row ran the same agent file on the same task, over real HTTP, on the framework's own loop. The model here is a
reference policy whose only memory is its thinking: where a scaffold drops or changes thinking on the way back, it forgets what it was doing and
never finishes, or the provider refuses the request. "thinking = ~ - of" counts, over all requests, blocks that came back identical, changed and
dropped, of those that were due; "last request" the same for the longest one. The figures are counted by the simulator from the requests it received, never by an adapter.
Reference policies are not LLMs and simulated providers are not providers: this shows what a scaffold sends back, not how clever a model is.

Point it at a real endpoint: npm run demo -- --model anthropic-messages:MODEL --base-url https://api.anthropic.com
(or --model openai-chat/deepseek:MODEL --base-url https://api.deepseek.com/v1), with the key in THROUGHLINE_API_KEY.`;
