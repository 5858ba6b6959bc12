/** What can be known about a package with a failing test, and what to do next. */
import {
  parseArguments,
  type FunctionTool,
  type Part,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';

export type Knowledge = {
  readonly listed?: true;
  readonly rule?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly file?: string;
  readonly line?: string;
  readonly patched?: true;
  readonly passed?: true;
};

export type Action = { readonly tool: string; readonly input: object };

type Exchange = { readonly call: ToolCallPart; readonly text: string };

/** What one call and its result teach, given what is known already. */
export function learn(known: Knowledge, call: ToolCallPart, result: ToolResultPart): Knowledge {
  const lesson = Object.hasOwn(lessons, call.name) ? lessons[call.name] : undefined;
  if (lesson === undefined || result.isError === true) return {};
  return lesson({ call, text: textOf(result) }, known);
}

function textOf({ content }: ToolResultPart): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

type Lesson = (exchange: Exchange, known: Knowledge) => Knowledge;

const failure = /rule (\w+): expected (\d+), got (\d+)/;

const lessons: { readonly [tool: string]: Lesson } = {
  list_files: () => ({ listed: true }),
  run_tests({ text }) {
    const found = failure.exec(text);
    if (found === null) return /\bfail 0\b/.test(text) ? { passed: true } : {};
    const [, rule, expected, got] = found;
    return { rule: String(rule), expected: String(expected), got: String(got) };
  },
  search({ call, text }) {
    const pattern = argument(call, 'pattern');
    const found = [...text.matchAll(/^(\S+?):\d+: (.*)$/gm)].find(
      ([, , line]) => line?.includes(`const ${pattern} =`) === true,
    );
    return found === undefined ? {} : { file: String(found[1]) };
  },
  read_file({ call, text }, { rule, file }) {
    if (argument(call, 'path') !== file) return {};
    const line = text.split('\n').find((one) => one.includes(`const ${rule} =`));
    return line === undefined ? {} : { line };
  },
  apply_patch: () => ({ patched: true }),
};

function argument(call: ToolCallPart, name: string): string | undefined {
  const parsed = parseArguments(call);
  const value = parsed.ok ? parsed.value[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The next actions, or none when the work is done. Several at once run side by side. */
export function next(known: Knowledge): readonly Action[] {
  const { listed, rule, expected, got, file, line, patched, passed } = known;
  if (listed === undefined) return [{ tool: 'list_files', input: {} }];
  if (passed === true) return [];
  if (rule === undefined || expected === undefined || got === undefined)
    return [{ tool: 'run_tests', input: {} }];
  if (file === undefined) return [{ tool: 'search', input: { pattern: rule, limit: 20 } }];
  if (line === undefined) return [read(file), read('package.json')];
  if (patched === undefined)
    return [{ tool: 'apply_patch', input: { path: file, find: line, replace: line.replace(got, expected) } }];
  return [{ tool: 'run_tests', input: {} }];
}

function read(path: string): Action {
  return { tool: 'read_file', input: { path } };
}

/** Parts for a step: what was learnt, a word to the user, what comes next, the calls. A tool that is not offered is not called. */
export function speak(
  note: string,
  actions: readonly Action[],
  tools: readonly FunctionTool[],
): readonly Part[] {
  const offered = actions.filter(({ tool }) => tools.some(({ name }) => name === tool));
  if (offered.length === 0)
    return [thinking(note), { type: 'text', text: 'The failing test passes now: é ✓' }];
  const names = offered.map(({ tool }) => tool).join(', ');
  return [
    thinking(note),
    { type: 'text', text: `Next: ${names}.` },
    thinking(`So ${names} it is.`),
    ...offered.map(({ tool, input }, index): Part => ({
      type: 'toolCall',
      callId: `${index}`,
      name: tool,
      arguments: JSON.stringify(input),
    })),
  ];
}

function thinking(text: string): Part {
  return { type: 'thinking', text, visibility: 'full' };
}
