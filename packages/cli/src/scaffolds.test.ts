import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from './captures.fixture.ts';
import { folderFor, throughline, type Folder } from './command.fixture.ts';
import { otlp, runs, spans } from './scaffolds.fixture.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await folderFor('scaffolds');
});
afterAll(async () => folder.remove());

type Parts = readonly { readonly [field: string]: unknown }[];

const kept = (parts: Parts): Parts => parts;
const lost = (parts: Parts): Parts => parts.slice(1);

describe('throughline audit on what a framework logged', () => {
  it.each([
    ['OTLP', (back: typeof kept) => JSON.stringify(otlp(back), null, 2), 'messages[1].content[0]'],
    ['spans in lines', (back: typeof kept) => linesOf(spans(back)), 'messages[1].content[0]'],
    ['a list of spans', (back: typeof kept) => JSON.stringify(spans(back)), 'messages[1].content[0]'],
    ['runs in lines', (back: typeof kept) => linesOf(runs(back)), 'messages[1].kwargs.content[0]'],
    [
      'a page of runs',
      (back: typeof kept) => JSON.stringify({ runs: runs(back) }),
      'messages[1].kwargs.content[0]',
    ],
  ])('reads %s by the content', async (_, written, at) => {
    const whole = await throughline(['audit', '--json', '-'], { input: written(kept) });
    expect({ code: whole.code, err: whole.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(whole.out)).toMatchObject({
      exchanges: 2,
      findings: [],
      retention: { blocks: { returned: 1, expected: 1 } },
    });
    const { code, out } = await throughline(['audit', '--json', '-'], { input: written(lost) });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      findings: [{ exchange: 1, code: 'thinking-missing-in-open-tool-loop', at }],
      retention: { blocks: { returned: 0, expected: 1 } },
    });
  });

  it('reads it as it is told', async () => {
    const file = await folder.file('runs.json', JSON.stringify(runs(lost)));
    expect((await throughline(['audit', '--from', 'langsmith', file])).code).toBe(1);
    expect(await throughline(['audit', '--from', 'ai-sdk', file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no exchange in it'),
    });
  });

  it('says that there is nothing to repair here, and repairs nothing', async () => {
    const file = await folder.file('spans.jsonl', linesOf(spans(lost)));
    const { out } = await throughline(['audit', file]);
    expect(out).toContain('none: these are a framework’s messages and no request');
    expect(out).not.toContain('throughline repair');
    expect(await throughline(['repair', file])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('audited, not repaired'),
    });
  });
});
