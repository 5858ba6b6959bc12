import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { createAuditor, type Audited } from './audit.ts';

const ask = { role: 'user', content: 'Go.' };
const said = { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] };
const more = { role: 'user', content: 'And now?' };

function breaks(
  ...requests: readonly (readonly [messages: readonly JsonObject[], system?: string])[]
): (string | undefined)[] {
  const auditor = createAuditor();
  return requests.map(([messages, system = 'Be brief.']) => {
    const request = { model: 'claude-opus-4-6', system, messages } as unknown as JsonObject;
    return (auditor.take({ wire: 'anthropic-messages', request }) as Audited).broken?.at;
  });
}

describe('a conversation', () => {
  it('grows where each request extends the one before', () => {
    expect(breaks([[ask]], [[ask, said, more]])).toEqual([undefined, undefined]);
  });

  it('breaks where instructions change', () => {
    expect(breaks([[ask]], [[ask, said, more], 'Be long.'])).toEqual([undefined, 'system']);
  });

  it('breaks at the first message that is not as it was', () => {
    const other = { role: 'assistant', content: 'Not yet.' };
    expect(breaks([[ask]], [[ask, said, more]], [[ask, other, more, said, more]])).toEqual([
      undefined,
      undefined,
      'messages[1]',
    ]);
  });

  it('is another one where it begins anew, even with the same words', () => {
    expect(breaks([[ask]], [[ask, said, more]], [[ask], 'You are somebody else.'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
