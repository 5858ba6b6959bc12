import { describe, expect, it } from 'vitest';
import { createAuditor, type Audited } from './audit.ts';
import { recordedSessions } from './recorded.fixture.ts';

/** Sessions in which the client that was recorded did lose something, and what. */
const losses: { readonly [session: string]: { readonly code: string; readonly because: string } } = {
  'bedrock-converse/8edd67-test_bedrock_moonshotai_tool_call': {
    code: 'thinking-flattened-to-text',
    because: 'the client writes thinking of this model as text between tags',
  },
  'bedrock-converse/9e9d22-test_bedrock_model_thinking_part_deepseek': {
    code: 'thinking-flattened-to-text',
    because: 'the client writes thinking of this model as text between tags',
  },
  'cohere-chat/9f7cee-test_tool_choice_matrix-auto-cohere-': {
    code: 'reasoning-missing-on-tool-call-message',
    because: 'the client has no place for the plan before calls',
  },
};

describe.each(recordedSessions)('$name', ({ name, exchanges }) => {
  it('is what its provider was sent, and nothing was lost that is not known', () => {
    const auditor = createAuditor();
    const findings = exchanges.flatMap((exchange) => (auditor.take(exchange) as Audited).findings);
    const errors = new Set(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code));
    expect([...errors]).toEqual(losses[name] === undefined ? [] : [losses[name].code]);
  });
});

it.runIf(recordedSessions.length > 0)('knows no loss that is not there', () =>
  expect(Object.keys(losses).filter((name) => !recordedSessions.some((one) => one.name === name))).toEqual(
    [],
  ),
);
