/** Runs the real command in a process of its own, for the tests. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const main = new URL('main.ts', import.meta.url).pathname;

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

export async function throughline(
  args: readonly string[],
  { input, cwd }: { readonly input?: string | Uint8Array; readonly cwd?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@throughline/source', main, ...args], { cwd });
  child.stdin.on('error', () => undefined); // the command may end before it has read all
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out: out.toString(), err: err.toString() };
}

export type Folder = {
  readonly path: string;
  file(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
};

export async function folderFor(name: string): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), `throughline-${name}-`));
  return {
    path,
    async file(file, content) {
      await writeFile(join(path, file), content);
      return join(path, file);
    },
    remove: async () => rm(path, { recursive: true }),
  };
}
