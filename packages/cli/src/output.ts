/** Text to write: at once, or held back until it is known that all of it may be written. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Write = (text: string | Uint8Array) => Promise<void>;

/** Waits where the reader is slower than we are. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

export type Held = {
  add(text: string): Promise<void>;
  /** Default: to standard output. */
  print(write?: Write): Promise<void>;
  /** Takes away what is held, printed or not. */
  dispose(): Promise<void>;
};

/** UTF-16 units that are held in memory; more go to a file. */
const mostInMemory = 64_000_000;

export function hold(): Held {
  let texts: string[] = [];
  let size = 0;
  let spill: { readonly folder: string; readonly file: FileHandle } | undefined;
  const intoFile = async (): Promise<void> => {
    if (spill === undefined) {
      const folder = await mkdtemp(join(tmpdir(), 'throughline-'));
      spill = { folder, file: await open(join(folder, 'held'), 'wx', 0o600) };
    }
    for (const text of texts) await spill.file.write(text);
    [texts, size] = [[], 0];
  };
  return {
    async add(text) {
      texts.push(text);
      size += text.length;
      if (size > mostInMemory) await intoFile();
    },
    async print(write = print) {
      if (spill !== undefined)
        for await (const chunk of createReadStream(join(spill.folder, 'held')))
          await write(chunk as Uint8Array);
      for (const text of texts) await write(text);
    },
    async dispose() {
      if (spill === undefined) return;
      await spill.file.close();
      await rm(spill.folder, { recursive: true });
    },
  };
}
