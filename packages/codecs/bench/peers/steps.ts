/** The session of the bench as plain steps, for peers that read no wire's requests: they get their own messages made of these. */

export type Step = {
  readonly thinking: string;
  readonly signature?: string;
  readonly text: string;
  readonly callId: string;
  readonly name: string;
  readonly input: object;
  readonly result: string;
};

export type Steps = { readonly system: string; readonly user: string; readonly steps: readonly Step[] };

export const bySteps = `its messages made by the bench, body from a fetch stub`;

type Field = { readonly [key: string]: unknown };

/** Only for the shape of session this bench writes: system, user, then an assistant message and its result in turns. */
export const stepsIn: { readonly [wire: string]: (body: string) => Steps } = {
  'anthropic-messages'(body) {
    const { system, messages } = JSON.parse(body) as { system: string; messages: { content: unknown }[] };
    const [user, ...rest] = messages.map(({ content }) => content) as [string, ...Field[][]];
    const steps = pairs(rest).map(([[thinking, text, call], [result]]) => ({
      thinking: thinking?.['thinking'] as string,
      signature: thinking?.['signature'] as string,
      text: text?.['text'] as string,
      callId: call?.['id'] as string,
      name: call?.['name'] as string,
      input: call?.['input'] as object,
      result: result?.['content'] as string,
    }));
    return { system, user, steps };
  },
  'openai-chat'(body) {
    const { messages } = JSON.parse(body) as { messages: Field[] };
    const [system, user, ...rest] = messages as [Field, Field, ...Field[]];
    const steps = pairs(rest).map(([spoken, result]) => {
      const [call] = spoken['tool_calls'] as [{ id: string; function: { name: string; arguments: string } }];
      return {
        thinking: spoken['reasoning_content'] as string,
        text: spoken['content'] as string,
        callId: call.id,
        name: call.function.name,
        input: JSON.parse(call.function.arguments) as object,
        result: result['content'] as string,
      };
    });
    return { system: system['content'] as string, user: user['content'] as string, steps };
  },
};

function pairs<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return Array.from(
    { length: items.length / 2 },
    (_, at) => [items[2 * at], items[2 * at + 1]] as [Item, Item],
  );
}
