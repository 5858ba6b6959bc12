import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetful, linesOf, loop } from './captures.fixture.ts';
import { folderFor, throughline, type Folder } from './command.fixture.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await folderFor('formats');
  await folder.file('kept.jsonl', linesOf(loop(4)));
  await folder.file('a "lost" & <found>.jsonl', linesOf(loop(4, { back: forgetful })));
});
afterAll(async () => folder.remove());

const files = ['kept.jsonl', 'a "lost" & <found>.jsonl'];

type Json = { readonly [name: string]: unknown };

async function sarif(): Promise<{ code: number | null; log: Json }> {
  const { code, out } = await throughline(['audit', '--format', 'sarif', ...files], { cwd: folder.path });
  return { code, log: JSON.parse(out) as Json };
}

/** What the schema of SARIF 2.1.0 requires of the objects that are written, and which values it allows. */
function expectSarif(log: Json): void {
  expect(log['version']).toBe('2.1.0');
  for (const run of log['runs'] as readonly Json[]) {
    const { driver } = run['tool'] as { driver: Json };
    expect(driver['name']).toEqual(expect.any(String));
    const rules = driver['rules'] as readonly Json[];
    for (const rule of rules) {
      expect(rule['id']).toEqual(expect.any(String));
      for (const name of ['shortDescription', 'help'])
        expect((rule[name] as Json)['text']).toEqual(expect.any(String));
      expect(URL.canParse(rule['helpUri'] as string)).toBe(true);
      expect(['none', 'note', 'warning', 'error']).toContain((rule['defaultConfiguration'] as Json)['level']);
    }
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run['columnKind']);
    for (const result of run['results'] as readonly Json[]) {
      expect((result['message'] as Json)['text']).toEqual(expect.any(String));
      expect(['none', 'note', 'warning', 'error']).toContain(result['level']);
      expect(rules[result['ruleIndex'] as number]?.['id']).toBe(result['ruleId']);
      expect(result['occurrenceCount']).toBeGreaterThanOrEqual(1);
    }
  }
}

describe('SARIF', () => {
  it('has what its schema requires', async () => {
    const { code, log } = await sarif();
    expect(code).toBe(1);
    expectSarif(log);
  });

  it('names the capture, the line of the exchange and the path into the request', async () => {
    const { log } = await sarif();
    const [run] = log['runs'] as readonly { results: readonly Json[] }[];
    expect(run?.results.map(({ locations, occurrenceCount }) => ({ locations, occurrenceCount }))).toEqual(
      [1, 2, 3].map((exchange) => ({
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20%22lost%22%20%26%20%3Cfound%3E.jsonl' },
              region: { startLine: exchange + 1 },
            },
            logicalLocations: [
              { fullyQualifiedName: `messages[${exchange * 2 - 1}].content[0]`, kind: 'member' },
            ],
          },
        ],
        occurrenceCount: 4 - exchange,
      })),
    );
  });
});

/** Elements and their attributes; throws where tags do not fit into one another. */
function elementsIn(xml: string): readonly { name: string; attributes: Json; text: string }[] {
  const open: string[] = [];
  const found: { name: string; attributes: { [name: string]: string }; text: string }[] = [];
  const pattern = /<\?[^?]*\?>|<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const [whole, close, name, attributes = '', empty, text] of xml.matchAll(pattern)) {
    end += whole.length;
    if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(text)) throw new Error(`a bare & in ${text}`);
      const last = found.at(-1);
      if (last !== undefined) last.text += text;
    } else if (close === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
      found.push({ name, attributes: Object.fromEntries(pairs) as { [name: string]: string }, text: '' });
      if (empty !== '/') open.push(name);
    }
  }
  if (end !== xml.length || open.length > 0) throw new Error(`not XML at ${end} of ${xml.length}`);
  return found;
}

describe('JUnit', () => {
  it('has a case per exchange, which fails where a finding is grave enough', async () => {
    const { code, out } = await throughline(['audit', '--format', 'junit', ...files], { cwd: folder.path });
    const elements = elementsIn(out);
    const named = (name: string): readonly Json[] =>
      elements.filter((element) => element.name === name).map(({ attributes }) => attributes);
    expect(code).toBe(1);
    expect(named('testsuites')).toMatchObject([{ tests: '8', failures: '3' }]);
    expect(named('testsuite')).toMatchObject([
      { name: 'kept.jsonl', tests: '4', failures: '0' },
      { name: 'a &quot;lost&quot; &amp; &lt;found&gt;.jsonl', tests: '4', failures: '3' },
    ]);
    expect(named('testcase').map(({ name }) => name)).toEqual(
      [0, 1, 2, 3, 0, 1, 2, 3].map((index) => `exchange ${index}, claude-sonnet-4-5`),
    );
    expect(named('failure')).toHaveLength(3);
    expect(elements.find(({ name }) => name === 'failure')?.text).toContain('Expected `thinking`');
  });

  it('escapes what XML cannot hold', async () => {
    const odd = JSON.stringify(loop(2, { back: forgetful, model: 'claude-sonnet-4-5 \u0001<&"\uFFFF' }));
    const input = linesOf(JSON.parse(odd) as unknown[]);
    const { out } = await throughline(['audit', '--format', 'junit', '-'], { input });
    expect(elementsIn(out)[2]?.attributes['name']).toBe(
      'exchange 0, claude-sonnet-4-5 \\u0001&lt;&amp;&quot;\uFFFD',
    );
  });
});
