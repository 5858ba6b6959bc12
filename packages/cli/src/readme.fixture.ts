/** The files that the commands of the README work on. */
import { forgetful, linesOf, loop } from './captures.fixture.ts';

const line = (uuid: string, parentUuid: string | null, role: string, content: unknown): object => ({
  parentUuid,
  type: role,
  uuid,
  message: { role, content, ...(role === 'assistant' && { id: `m_${uuid}`, model: 'claude-opus-4-8' }) },
});

const request = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'How many?' }] };

export const readmeFiles: { readonly [name: string]: string } = {
  'request.json': JSON.stringify(request),
  'run.jsonl': linesOf(loop(4, { back: forgetful })),
  'step.jsonl': linesOf(loop(2, { back: forgetful })),
  'session.jsonl': linesOf([
    line('u1', null, 'user', 'Which orders are late?'),
    line('a1', 'u1', 'assistant', [{ type: 'thinking', thinking: 'Count the' }]),
  ]),
};
