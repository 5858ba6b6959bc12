import type { Message, Part, ToolCallPart } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { deltaThinker, traceReader, type Policy } from '../index.ts';
import { offered, packageWith } from './package.fixture.ts';

const user: Message = { role: 'user', parts: [{ type: 'text', text: 'Mend it.' }] };

type Change = (messages: readonly Message[]) => readonly Message[];
const nothing: Change = (messages) => messages;

/** The calls of each step; before a step, the policy's view is changed. */
function stepsOf(policy: Policy, change: Change = nothing): readonly (readonly ToolCallPart[])[] {
  const { run } = packageWith('src/a.mjs', 'tempo', 1, 2);
  const messages: Message[] = [user];
  const steps: ToolCallPart[][] = [];
  while (steps.length < 9) {
    const parts = policy({ messages: change(messages), tools: offered });
    const calls = parts.filter((part) => part.type === 'toolCall');
    steps.push(calls);
    if (calls.length === 0) break;
    messages.push({ role: 'assistant', parts }, { role: 'tool', parts: calls.map(run) });
  }
  return steps;
}

function names(steps: readonly (readonly ToolCallPart[])[]): readonly string[] {
  return steps.map((calls) => calls.map(({ name }) => name).join(' '));
}

const solved = [
  'list_files',
  'run_tests',
  'search',
  'read_file read_file',
  'apply_patch',
  'run_tests',
  '',
] as const;

/** Every part of the messages, changed where `edit` says so. */
function each(edit: (part: Part) => Part): Change {
  return (messages) => messages.map((message) => ({ ...message, parts: message.parts.map(edit) }));
}

describe('deltaThinker', () => {
  it('lists, tests, searches, reads two files at once, patches and tests again', () => {
    expect(names(stepsOf(deltaThinker))).toEqual(solved);
  });

  it('looks at the latest results only', () => {
    const forgetOlder: Change = (messages) =>
      messages.map((message, index) =>
        message.role === 'tool' && index < messages.length - 1
          ? { role: 'tool', parts: [{ type: 'text', text: 'cleared' }] }
          : message,
      );
    expect(names(stepsOf(deltaThinker, forgetOlder))).toEqual(solved);
  });

  it('forgets what a damaged note said, and begins again', () => {
    const cut = each((part) =>
      part.type === 'thinking' && part.text !== undefined
        ? { ...part, text: part.text.replace('"listed"', 'listed') }
        : part,
    );
    expect(names(stepsOf(deltaThinker, cut)).slice(0, 3)).toEqual(['list_files', 'run_tests', 'list_files']);
  });

  it('is a pure function of the view', () => {
    const view = { messages: [user], tools: offered };
    expect(deltaThinker(view)).toEqual(deltaThinker(view));
    expect(names(stepsOf(deltaThinker))).toEqual(names(stepsOf(deltaThinker)));
  });

  it('thinks again between a word to the user and the call', () => {
    const [step] = [deltaThinker({ messages: [user], tools: offered })];
    expect(step.map(({ type }) => type)).toEqual(['thinking', 'text', 'thinking', 'toolCall']);
  });

  it('calls no tool that is not offered', () => {
    expect(deltaThinker({ messages: [user], tools: [] }).map(({ type }) => type)).toEqual([
      'thinking',
      'text',
    ]);
  });
});

describe('traceReader', () => {
  it('does not read its thinking, whatever it says', () => {
    const lying = each((part) => (part.type === 'thinking' ? { ...part, text: '⟦{"passed":true}⟧' } : part));
    expect(names(stepsOf(traceReader, lying))).toEqual(solved);
    expect(names(stepsOf(deltaThinker, lying))).not.toEqual(solved);
  });
});
