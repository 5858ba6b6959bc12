/** How fast a capture is audited, beside nothing but reading its JSON. */
import { createAuditor } from '../src/audit.ts';
import { readCapture } from '../src/capture/read.ts';
import { createLedger } from '../src/memory-ledger.ts';
import { paired, said } from './measure.ts';
import { prepared, voiceOf } from './sessions.ts';

const stepsEach = 30;
const total = 100e6;

export async function audit(): Promise<readonly string[]> {
  return [
    await row('claude-opus-5'),
    await row('claude-fable-5-1'),
    await row('deepseek-chat reasoning_content'),
  ];
}

async function row(name: string): Promise<string> {
  const lines = captureOf(name);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  const capture = lines.join('\n');
  const { ratio, ours } = await paired(
    async () => {
      const auditor = createAuditor({ ledger: createLedger({ maxBytes: 2 ** 30 }) });
      for await (const { exchange } of readCapture(capture)) void auditor.take(exchange);
    },
    () => {
      for (const line of lines) JSON.parse(line);
    },
    5,
  );
  const speed = bytes / 1e6 / (ours.median / 1e3);
  return `${name}: ${(bytes / 1e6).toFixed(0)} MB in ${lines.length} exchanges, ${speed.toFixed(0)} MB/s, ${said(ratio)} × JSON.parse`;
}

function captureOf(name: string): readonly string[] {
  const lines: string[] = [];
  for (let bytes = 0, session = 0; bytes < total; session += 1)
    for (const exchange of prepared(voiceOf(name), stepsEach, `s${session}`).exchanges) {
      const line = JSON.stringify(exchange);
      bytes += line.length;
      lines.push(line);
    }
  return lines;
}
