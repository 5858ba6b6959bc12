import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Values each package exports by its root. Adding a name is a decision; make it here too. */
const names: { readonly [name: string]: readonly string[] } = {
  core: [
    'ThroughlineError',
    'errorCodes',
    'errorKinds',
    'eventsOf',
    'extend',
    'foldEvents',
    'handOffReply',
    'handOffRequest',
    'isJsonObject',
    'jsonSchemaOfTranscript',
    'lossCodes',
    'messageSchema',
    'numberOf',
    'parseArguments',
    'parseJson',
    'partSchema',
    'pathOf',
    'readTranscript',
    'sameJson',
    'steps',
    'stringifyJson',
    'toolDefinitionSchema',
    'toolsAfter',
    'toolsWith',
    'transcriptSchema',
    'turns',
    'version',
    'violationCodes',
    'violations',
  ],
  codecs: [
    'anthropicCompatible',
    'anthropicMessages',
    'codecFor',
    'dialects',
    'ollamaChat',
    'gemini',
    'geminiInteractions',
    'bedrockConverse',
    'bedrockConverseOther',
    'openaiChat',
    'openaiResponses',
    'responsesDialects',
    'cohereChat',
    'mistralChat',
    'wireNames',
  ],
  laws: [
    'LawBroken',
    'assistant',
    'call',
    'cut',
    'failure',
    'fold',
    'generatedCases',
    'jsonValues',
    'recordedCases',
    'request',
    'result',
    'same',
    'sealed',
    'sessions',
    'streamed',
    'system',
    'text',
    'think',
    'tool',
    'transcriptLaws',
    'unknownFields',
    'user',
    'wireLaws',
    'words',
    'written',
  ],
  agent: [
    'createSession',
    'defineAgent',
    'defineTool',
    'executeTool',
    'model',
    'native',
    'observe',
    'requestFor',
    'run',
    'toolDefinitions',
  ],
  simulator: ['deltaThinker', 'oracle', 'startSimulator', 'traceReader'],
  conformance: ['gridCases'],
  'ai-sdk': ['aiSdk', 'capabilities', 'fromModelMessages', 'languageModel', 'toModelMessages'],
  langchain: [
    'ThroughlineChatModel',
    'capabilities',
    'chatModel',
    'fromLangChainMessages',
    'langchain',
    'toLangChainMessages',
  ],
  mcp: [
    'agentServer',
    'callAgent',
    'capabilities',
    'mcp',
    'remoteTools',
    'serveHttp',
    'serveStdio',
    'toolServer',
  ],
};

describe('the exports', () => {
  it('are listed for every package', () => {
    const packages = readdirSync(new URL('../packages', import.meta.url)).filter(
      (name) => name !== 'tooling' && name !== 'cli',
    );
    expect(Object.keys(names).toSorted()).toEqual(packages.toSorted());
  });

  it.each(Object.entries(names))('of %s are these', async (name, expected) => {
    const exported = (await import(`../packages/${name}/src/index.ts`)) as object;
    expect(Object.keys(exported).toSorted()).toEqual([...expected].toSorted());
  });
});
