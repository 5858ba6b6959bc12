import { describe, expect, it } from 'vitest';
import { retainingFetch } from './fetch.ts';
import { createLedger } from './memory-ledger.ts';

const url = 'http://h/v1/messages';
const question = '{"role":"user","content":"go"}';

/** A step of a model that binds its thinking to all that came before; texts, because numbers have spellings. */
function step(name: string): { readonly thinking: string; readonly said: string; readonly result: string } {
  const thinking = `{"type":"thinking","thinking":"${name}","signature":"s-${name}"}`;
  const said = `{"type":"tool_use","id":"${name}","name":"f","input":{"n":1.0,"id":12345678901234567890}}`;
  const content = `{"type":"tool_result","tool_use_id":"${name}","content":"ok"}`;
  return { thinking, said, result: `{"role":"user","content":[${content}]}` };
}

const [one, two] = [step('one'), step('two')];

function asked(...messages: readonly string[]): string {
  const head = '"model":"claude-opus-5-5","max_tokens":4096,"thinking":{"type":"adaptive"}';
  return `{${head},"messages":[${[question, ...messages].join(',')}]}`;
}

function spoken(...blocks: readonly string[]): string {
  return `{"role":"assistant","content":[${blocks.join(',')}]}`;
}

function replied(content: string): string {
  return `{"id":"m","type":"message","role":"assistant","model":"claude-opus-5-5","content":[${content}],"stop_reason":"tool_use"}`;
}

/** Both steps taken; then the bodies are sent, and what goes out is returned. */
async function sentAs(body: string): Promise<{ readonly text: string; readonly codes: readonly string[] }> {
  const replies = [one, two].map(({ thinking, said }) => replied(`${thinking},${said}`));
  const sent: string[] = [];
  const codes: string[] = [];
  const send = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    fetch: async (_input, init) => {
      sent.push(init?.body as string);
      return new Response(replies.shift() ?? '{}', { headers: { 'content-type': 'application/json' } });
    },
    onFindings: ({ findings }) => codes.push(...findings.map(({ code }) => code)),
  });
  for (const text of [asked(), asked(spoken(one.thinking, one.said), one.result), body])
    await (await send(url, { method: 'POST', body: text })).text();
  return { text: String(sent.at(-1)), codes };
}

describe('thinking that is bound to what came before', () => {
  const whole = asked(spoken(one.thinking, one.said), one.result, spoken(two.thinking, two.said), two.result);
  const lossy = asked(spoken(one.said), one.result, spoken(two.thinking, two.said), two.result);

  it('goes back byte for byte, numbers as they were spelled', async () => {
    expect(await sentAs(lossy)).toEqual({ text: whole, codes: ['thinking-missing-in-open-tool-loop'] });
  });

  it('is left as it is where nothing is wrong', async () => {
    expect(await sentAs(whole)).toEqual({ text: whole, codes: [] });
  });

  it('goes back to a client that spells numbers anew', async () => {
    const respelled = (text: string): string => text.replaceAll('1.0', '1').replaceAll('7890}', '7000}');
    expect((await sentAs(respelled(lossy))).text).toBe(respelled(whole));
  });
});
