/** A package with a failing test, in memory, and a client that lets a policy work on it over HTTP. */
import { codecFor } from '@throughline/codecs';
import {
  parseJson,
  stringifyJson,
  type FunctionTool,
  type JsonObject,
  type Message,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import type { Answer, Session, SessionOptions } from '../index.ts';

export type Package = {
  readonly run: (call: ToolCallPart) => ToolResultPart;
  readonly isMended: () => boolean;
  readonly answer: Answer;
};

/** The rule's value in `path` is wrong; `rules` says where else its name occurs. */
export function packageWith(path: string, rule: string, wrong: number, right: number): Package {
  const line = `export const ${rule} = ${wrong};`;
  const files = new Map([
    ['package.json', '{ "name": "rules" }'],
    [path, `// Rules.\nexport const other = 1;\n${line}\n`],
    ['test/rules.test.mjs', `assert.equal(${rule}, ${right});`],
  ]);
  const isMended = (): boolean => files.get(path)?.includes(`${rule} = ${right};`) === true;
  const tools: { readonly [name: string]: (input: JsonObject) => string } = {
    list_files: () => [...files.keys()].join('\n'),
    run_tests: () =>
      isMended() ? 'pass 1\nfail 0' : `rule ${rule}: expected ${right}, got ${wrong}\nfail 1`,
    search: ({ pattern }) => found(files, String(pattern)),
    read_file: (input) => String(files.get(String(input['path']))),
    apply_patch: ({ path: target, find, replace }) => {
      files.set(String(target), String(files.get(String(target))).replace(String(find), String(replace)));
      return 'Patched.';
    },
  };
  return {
    isMended,
    answer: { path, find: line, replace: `export const ${rule} = ${right};` },
    run: ({ callId, name, arguments: written }) => ({
      type: 'toolResult',
      callId,
      content: [{ type: 'text', text: String(tools[name]?.(parseJson(written) as JsonObject)) }],
    }),
  };
}

function found(files: ReadonlyMap<string, string>, pattern: string): string {
  const lines = [...files].flatMap(([path, text]) =>
    text.split('\n').map((line, index) => `${path}:${index + 1}: ${line}`),
  );
  return lines.filter((line) => line.includes(pattern)).join('\n');
}

export const offered: readonly FunctionTool[] = [
  'list_files',
  'read_file',
  'search',
  'apply_patch',
  'run_tests',
].map((name) => ({ type: 'function', name, inputSchema: { type: 'object' } }));

/** Sends everything back each time, and stops when the policy calls nothing more, or after `limit` steps. */
export async function work(
  session: Session,
  { wire, dialect }: Pick<SessionOptions, 'wire' | 'dialect'>,
  { run }: Package,
  limit: number = 12,
): Promise<readonly Message[]> {
  const codec = codecFor(wire, dialect);
  const messages: Message[] = [{ role: 'user', parts: [{ type: 'text', text: 'Mend it.' }] }];
  for (let step = 0; step < limit; step += 1) {
    const settings = { model: 'reference', maxTokens: 4096 };
    const { value } = codec.request.encode({ messages, tools: offered, settings });
    const response = await fetch(session.baseURL + codec.path.replace('/v1', ''), {
      method: 'POST',
      body: stringifyJson(value),
    });
    const { message } = codec.reply.decode(parseJson(await response.text()));
    messages.push(message);
    const calls = message.parts.filter((part) => part.type === 'toolCall');
    if (calls.length === 0) break;
    messages.push({ role: 'tool', parts: calls.map(run) });
  }
  return messages;
}
