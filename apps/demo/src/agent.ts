/** The demo's agent: it reads, searches, patches and tests one folder. It knows nothing of where it runs. */
import { readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { defineAgent, defineTool, type Agent, type Tool } from '@throughline/agent';
import { z } from 'zod';
import { runTests } from './task/index.ts';

/** Nothing outside the folder can be reached, by links neither. */
async function inside(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const full = await realpath(resolve(root, path)).catch((cause: unknown) => {
    throw new Error(`${path}: no such file`, { cause });
  });
  if (full !== root && !full.startsWith(root + sep)) throw new Error(`${path}: outside the package`);
  return full;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

const listFiles = (folder: string): Tool =>
  defineTool({
    name: 'list_files',
    description: 'Lists the files of the package.',
    input: z.object({}),
    execute: async () => (await filesOf(folder)).join('\n'),
  });

const readOne = (folder: string): Tool =>
  defineTool({
    name: 'read_file',
    description: 'Reads a file of the package.',
    input: z.object({ path: z.string() }),
    execute: async ({ path }) => readFile(await inside(folder, path), 'utf8'),
  });

const search = (folder: string): Tool =>
  defineTool({
    name: 'search',
    description: 'Finds lines that contain a text, as path:line: text.',
    input: z.object({ pattern: z.string().min(1), limit: z.number().int().positive().max(100) }),
    execute: async ({ pattern, limit }) => {
      const found: string[] = [];
      for (const path of await filesOf(folder)) {
        const lines = (await readFile(join(folder, path), 'utf8')).split('\n');
        found.push(
          ...lines.flatMap((line, index) =>
            line.includes(pattern) ? [`${path}:${index + 1}: ${line}`] : [],
          ),
        );
      }
      return found.length === 0 ? 'Nothing found.' : found.slice(0, limit).join('\n');
    },
  });

const applyPatch = (folder: string): Tool =>
  defineTool({
    name: 'apply_patch',
    description: 'Replaces a text that occurs exactly once in a file.',
    input: z.object({ path: z.string(), find: z.string().min(1), replace: z.string() }),
    execute: async ({ path, find, replace }) => {
      const full = await inside(folder, path);
      const text = await readFile(full, 'utf8');
      const count = text.split(find).length - 1;
      if (count !== 1) throw new Error(`${path}: the text occurs ${count} times, expected once`);
      await writeFile(
        full,
        text.replace(find, () => replace),
      );
      return `Patched ${path}.`;
    },
  });

const testAll = (folder: string): Tool =>
  defineTool({
    name: 'run_tests',
    description: 'Runs the tests of the package and reports.',
    input: z.object({}),
    execute: async (_input, { signal }) => (await runTests(folder, signal)).output,
  });

export function codingAgent(folder: string): Agent {
  return defineAgent({
    name: 'mender',
    instructions: 'You mend small packages. Work in small steps, and think between them.',
    tools: [listFiles, readOne, search, applyPatch, testAll].map((make) => make(folder)),
    maxSteps: 8,
  });
}
