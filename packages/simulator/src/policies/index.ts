/** Reference policies: deterministic stand-ins for a model. They are not LLMs. */
import {
  parseJson,
  steps,
  ThroughlineError,
  type Message,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import type { Policy, View } from '../view.ts';
import { learn, next, speak, type Action, type Knowledge } from './knowledge.ts';

type Pair = { readonly call: ToolCallPart; readonly result: ToolResultPart };

/** Calls with their results, step by step. */
function pairsOf(messages: readonly Message[]): readonly (readonly Pair[])[] {
  return steps(messages).map(({ assistant, results }) => {
    const calls = assistant.parts.filter((part) => part.type === 'toolCall');
    return calls.flatMap((call) => {
      const result = results?.parts.find((part) => part.type === 'toolResult' && part.callId === call.callId);
      return result?.type === 'toolResult' ? [{ call, result }] : [];
    });
  });
}

function learnAll(known: Knowledge, pairs: readonly Pair[]): Knowledge {
  return pairs.reduce((so, { call, result }) => ({ ...so, ...learn({ ...known, ...so }, call, result) }), {});
}

/** Its own notes, from every thinking part it can still see. */
function remembered({ messages }: View): Knowledge {
  const texts = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'thinking' && part.text !== undefined ? [part.text] : [])),
  );
  return texts.flatMap(notesIn).reduce<Knowledge>((known, note) => ({ ...known, ...note }), {});
}

const marked = /⟦([^⟦⟧]*)⟧/g;

function notesIn(text: string): Knowledge[] {
  return [...text.matchAll(marked)].map(([, note]) => noteIn(String(note)));
}

/** A note that was damaged on the way is forgotten. */
function noteIn(text: string): Knowledge {
  try {
    return parseJson(text) as Knowledge;
  } catch (error) {
    if (ThroughlineError.is(error)) return {};
    throw error;
  }
}

/**
 * Its only memory is its thinking: each time it writes down what the latest results taught and reads back what it wrote before. Older calls and
 * results it does not look at. Without its thinking it begins again for ever.
 */
export const deltaThinker: Policy = (view) => {
  const known = remembered(view);
  const news = learnAll(known, pairsOf(view.messages).at(-1) ?? []);
  return speak(`I note ⟦${JSON.stringify(news)}⟧.`, next({ ...known, ...news }), view.tools);
};

/** Reads every visible call and result, and never its thinking. */
export const traceReader: Policy = ({ messages, tools }) => {
  const known = pairsOf(messages).reduce<Knowledge>((so, pairs) => ({ ...so, ...learnAll(so, pairs) }), {});
  return speak(`From the trace: ${Object.keys(known).join(', ')}.`, next(known), tools);
};

export type Answer = { readonly path: string; readonly find: string; readonly replace: string };

/** Knows the answer from the start; applies it, runs the tests, reports. */
export function oracle(answer: Answer): Policy {
  return ({ messages, tools }) => {
    const done = pairsOf(messages).flat();
    const plan: readonly Action[] = [
      { tool: 'apply_patch', input: answer },
      { tool: 'run_tests', input: {} },
    ];
    return speak(`Step ${done.length + 1} of my plan.`, plan.slice(done.length, done.length + 1), tools);
  };
}
