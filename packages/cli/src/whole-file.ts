/** A file that appears whole or not at all. */
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { UsageError } from './exit.ts';
import type { Write } from './output.ts';

export type WholeFile = {
  readonly write: Write;
  /** Puts what was written in its place. */
  keep(): Promise<void>;
  /** Closes it; what was not kept is gone. */
  dispose(): Promise<void>;
};

/** @throws UsageError where nothing can be written there. */
export async function openWhole(path: string, option: string): Promise<WholeFile> {
  const isPlain = await isPlainFile(path);
  // Devices and pipes hold nothing that could be spoiled.
  const place = isPlain ? `${path}.${process.pid}.part` : path;
  const file = await opened(place, option);
  let isKept = false;
  return {
    write: async (text) => {
      await file.write(text as string);
    },
    async keep() {
      if (isPlain) await rename(place, path);
      isKept = true;
    },
    async dispose() {
      await file.close();
      if (isPlain && !isKept) await rm(place, { force: true });
    },
  };
}

async function isPlainFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return true; // not there yet, or not to be opened either
    throw error;
  }
}

async function opened(place: string, option: string): Promise<FileHandle> {
  try {
    return await open(place, 'w');
  } catch (error) {
    if (error instanceof Error) throw new UsageError(`--${option}: ${error.message}`, { cause: error });
    throw error;
  }
}
