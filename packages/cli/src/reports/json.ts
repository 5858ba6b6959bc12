/** One line of JSON per capture. */
import { stringifyJson } from '@throughline/core';
import { hold } from '../output.ts';
import type { Report, ReportOptions } from './report.ts';

export function jsonReport({ write }: ReportOptions): Report {
  return {
    open(file) {
      const held = hold();
      let count = 0;
      return {
        async take({ exchange, audited }) {
          for (const finding of audited.findings) {
            await held.add(`${count === 0 ? '' : ','}${stringifyJson({ exchange, ...finding })}`);
            count += 1;
          }
        },
        async done({ exchanges, blocks, bytes, findings, ...rest }) {
          await write(`{"file":${stringifyJson(file)},"findings":[`);
          await held.print(write);
          const summary = { exchanges, counts: findings, retention: { blocks, bytes }, ...rest };
          await write(`],${stringifyJson(summary).slice(1)}\n`);
        },
        dispose: async () => held.dispose(),
      };
    },
    close: async () => undefined,
  };
}
