import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startSimulator, type Policy } from '@throughline/simulator';
import { describe, expect, it } from 'vitest';

const start = promisify(execFile);
const example = new URL('example.ts', import.meta.url);

const policy: Policy = ({ messages }) => {
  const isAnswered = messages.at(-1)?.role === 'tool';
  return [
    { type: 'thinking', text: isAnswered ? 'It rains.' : 'I need the weather.', visibility: 'full' },
    isAnswered
      ? { type: 'text', text: 'Yes, take one.' }
      : { type: 'toolCall', callId: '0', name: 'weather', arguments: '{"city":"Oslo"}' },
  ];
};

describe('the example of the README', () => {
  it('is the file that is run here, twenty lines at most', async () => {
    const source = await readFile(example, 'utf8');
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`ts\n${source}\`\`\``);
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  });

  it('prints what the README says it prints', async () => {
    const simulator = await startSimulator();
    const session = simulator.open({ wire: 'anthropic-messages', policy });
    const env = { ...process.env, BASE_URL: session.baseURL, ANTHROPIC_API_KEY: 'simulated' };
    const { stdout } = await start(process.execPath, ['--conditions=@throughline/source', example.pathname], {
      env,
    });
    await simulator.close();
    expect(stdout).toBe(
      [
        'Yes, take one.',
        'system text',
        'user text',
        'assistant thinking toolCall',
        'tool toolResult',
        'assistant thinking text',
        '',
      ].join('\n'),
    );
    expect(session.tally()).toMatchObject({ thinking: { expected: 1, identical: 1 }, refusals: 0 });
  });
});

describe('the agent of the demo', () => {
  it('knows no framework', async () => {
    const source = await readFile(new URL('agent.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(
      /langchain|langgraph|ai[-_ ]?sdk|vercel|ToolLoopAgent|createAgent|\bmcp\b|model context protocol|anthropic|openai/i,
    );
    expect([...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual([
      'node:fs/promises',
      'node:path',
      '@throughline/agent',
      'zod',
      './task/index.ts',
    ]);
  });
});
