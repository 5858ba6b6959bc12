/** Generated inputs: sessions of any shape, and JSON a decoder may meet. */
import fc from 'fast-check';
import type {
  Capabilities,
  JsonObject,
  JsonValue,
  Message,
  ModelRequest,
  Part,
  Signature,
  ThinkingPart,
  ToolDefinition,
} from '@throughline/core';

/** Text as models write it, the awkward included: line separators, half tags, lone surrogates are left to `hostileText`. */
const awkward: readonly string[] = [
  '',
  ' ',
  '\n',
  '\u2028',
  'é',
  '𝄞',
  '"',
  '\\',
  '</',
  '{"a":1}',
  'null',
  '\r\n',
  '\u0000',
  'data: x',
];

export const words: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme', maxLength: 12 })), {
    maxLength: 4,
  })
  .map((pieces) => pieces.join(''));

export const jsonValues: fc.Arbitrary<JsonValue> = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

/** Field names no wire knows, the prototype's among them. */
export const unknownFields: fc.Arbitrary<JsonObject> = fc
  .array(
    fc.tuple(
      fc.constantFrom('x_new', 'x-vendor', '__proto__', 'constructor', 'toString', '0', 'x_'),
      jsonValues,
    ),
    { maxLength: 3 },
  )
  .map(
    (entries) =>
      JSON.parse(
        `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
      ) as JsonObject,
  );

const secret: fc.Arbitrary<string> = fc.base64String({ minLength: 8, maxLength: 24 });

function signatureOf(issuers: readonly string[]): fc.Arbitrary<Signature> {
  return fc.record({ issuer: fc.constantFrom(...issuers), kind: fc.constant('thinking'), value: secret });
}

/** Thinking as any wire might have minted it. */
function thinkingOf(issuers: readonly string[]): fc.Arbitrary<ThinkingPart> {
  const signature = signatureOf(issuers);
  return fc.oneof(
    words.map((text): ThinkingPart => ({ type: 'thinking', text, visibility: 'full' })),
    fc.tuple(words, signature).map(([text, one]): ThinkingPart => ({
      type: 'thinking',
      text,
      visibility: text === '' ? 'omitted' : 'summary',
      signatures: [one],
    })),
    signature.map((one): ThinkingPart => ({
      type: 'thinking',
      visibility: 'redacted',
      signatures: [{ ...one, kind: 'redacted' }],
    })),
  );
}

const argumentTexts: fc.Arbitrary<string> = fc
  .dictionary(fc.constantFrom('path', 'text', 'é', 'deep'), jsonValues, { maxKeys: 3 })
  .map((value) => JSON.stringify(value));

type Call = {
  readonly callId: string;
  readonly name: string;
  readonly text: string;
  readonly answer: string;
  readonly fails: boolean;
};

const calls: fc.Arbitrary<readonly Call[]> = fc.uniqueArray(
  fc.record({
    callId: fc.stringMatching(/^[a-z]{2}_[A-Za-z0-9]{4,12}$/),
    name: fc.constantFrom('read_file', 'run_tests', 'search'),
    text: argumentTexts,
    answer: words,
    fails: fc.boolean(),
  }),
  { selector: ({ callId }) => callId, maxLength: 3 },
);

/** One step: what the assistant wrote, in any order, and the results of its calls. */
function stepOf(issuers: readonly string[]): fc.Arbitrary<readonly Message[]> {
  const before: fc.Arbitrary<readonly Part[]> = fc.array(
    fc.oneof(
      thinkingOf(issuers),
      words.map((text): Part => ({ type: 'text', text })),
    ),
    { minLength: 1, maxLength: 4 },
  );
  return fc.tuple(before, calls, fc.boolean()).map(([parts, made, isInterleaved]) => {
    const calling: Part[] = made.map(({ callId, name, text }) => ({
      type: 'toolCall',
      callId,
      name,
      arguments: text,
    }));
    const [first, ...rest] = parts;
    const ordered =
      isInterleaved && first !== undefined
        ? [...rest, ...calling.slice(0, 1), first, ...calling.slice(1)]
        : [...parts, ...calling];
    const answer: Message = { role: 'assistant', parts: ordered };
    if (made.length === 0) return [answer, { role: 'user', parts: [{ type: 'text', text: 'Go on.' }] }];
    const results: Part[] = made.map(({ callId, answer: said, fails }) => ({
      type: 'toolResult',
      callId,
      content: [{ type: 'text', text: said }],
      ...(fails && { isError: true }),
    }));
    return [answer, { role: 'tool', parts: results }];
  });
}

const tools: fc.Arbitrary<readonly ToolDefinition[]> = fc.subarray<ToolDefinition>([
  {
    type: 'function',
    name: 'read_file',
    description: 'Reads a file.',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  },
  { type: 'function', name: 'run_tests', inputSchema: { type: 'object' } },
]);

/** Whole sessions: signatures of the codec's own issuers and of strangers, thinking anywhere, parallel calls, errors. */
export function sessions(capabilities: Capabilities): fc.Arbitrary<ModelRequest> {
  const issuers = [...capabilities.issuers, 'a-stranger'];
  return fc
    .tuple(words, words, fc.array(stepOf(issuers), { maxLength: 4 }), tools)
    .map(([instructions, question, steps, offered]) => ({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: instructions }] },
        { role: 'user', parts: [{ type: 'text', text: question }] },
        ...steps.flat(),
      ],
      ...(offered.length > 0 && { tools: offered }),
      settings: { model: 'reference', maxTokens: 1024 },
    }));
}
