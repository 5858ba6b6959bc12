/** Says on a terminal how far long work has come. */
import { figure } from './words.ts';

export type Progress = { tick(exchanges: number): void; clear(): void };

const firstAfter = 600;
const every = 200;

/** Silent where standard error is no terminal. */
export function progressOf(file: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { tick: () => undefined, clear: () => undefined };
  let next = performance.now() + firstAfter;
  let isShown = false;
  return {
    tick(exchanges) {
      if (performance.now() < next) return;
      next = performance.now() + every;
      isShown = true;
      stream.write(`\r\u001B[2K${file}: ${figure(exchanges)} exchanges`);
    },
    clear() {
      if (isShown) stream.write('\r\u001B[2K');
    },
  };
}
