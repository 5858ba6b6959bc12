/** The example of the README: a client that keeps answers and calls, and forgets what the model thought. */
import OpenAI from 'openai';
import { createLedger, retainingFetch } from './index.ts';

type Messages = OpenAI.ChatCompletionMessageParam[];

export async function example(baseURL: string): Promise<string[]> {
  // #region use
  const repaired: string[] = [];
  const fetch = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    onRepair: ({ repairs }) => repaired.push(...repairs.map(({ code, at }) => `${code} at ${at}`)),
  });
  const client = new OpenAI({ baseURL, apiKey: 'key', fetch });
  // #endregion

  const messages: Messages = [{ role: 'user', content: 'Where is it?' }];
  const ask = async (): Promise<OpenAI.ChatCompletion> =>
    client.chat.completions.create({ model: 'deepseek-chat', messages });
  const { content, tool_calls: calls } = (await ask()).choices[0]?.message ?? { content: null };
  messages.push({ role: 'assistant', content, ...(calls && { tool_calls: calls }) });
  for (const { id } of calls ?? []) messages.push({ role: 'tool', tool_call_id: id, content: 'There.' });
  await ask();
  return repaired;
}
