/** Servers that people run themselves: vLLM, SGLang, llama.cpp, Ollama. A wrong field is never an error, the thinking is just gone. */
import { openLoopOnly, plainText, source, type Demands } from './bases.ts';
import { openModels, type OpenModel } from './open-models.ts';
import type { Rule, Source } from './rule.ts';
import { word } from './spelling.ts';

type Server = {
  readonly name: string;
  readonly field: string;
  readonly place: Pick<Rule['match'], 'endpoints' | 'dialects'>;
  readonly source: Source;
};

const servers: readonly Server[] = [
  {
    name: 'vllm',
    field: 'reasoning',
    place: { endpoints: 'vllm', dialects: ['vllm', 'crusoe'] },
    source: source(
      'https://github.com/vllm-project/vllm/issues/38488',
      'high',
      'Renamed from `reasoning_content`, which is dropped in silence. Needs `--reasoning-parser`.',
    ),
  },
  {
    name: 'sglang',
    field: 'reasoning_content',
    place: { endpoints: 'sglang', dialects: ['sglang'] },
    source: source('https://github.com/sgl-project/sglang', 'medium', 'By its protocol classes.'),
  },
  {
    name: 'llama-cpp',
    field: 'reasoning_content',
    place: { endpoints: 'llama[-._]?cpp|llama-server', dialects: ['llama-cpp'] },
    source: source(
      'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
      'medium',
      'Started with `--reasoning-preserve` it keeps thinking of earlier turns.',
    ),
  },
  {
    name: 'ollama',
    field: 'reasoning',
    place: { endpoints: 'ollama|:11434', dialects: ['ollama'] },
    source: source('https://github.com/ollama/ollama/blob/main/docs/openai.md', 'medium'),
  },
];

/** Says nothing of what runs it: whichever common key the server reads. */
const unknownFields = { field: 'reasoning_content', alsoReads: ['reasoning', 'reasoning_details'] } as const;

const hub = source(
  'https://github.com/vllm-project/vllm/issues/27752',
  'medium',
  'vLLM reads `reasoning`, SGLang and llama.cpp `reasoning_content`: which one this is, the name does not say.',
);

function noted(server: Source, note: string | undefined): Source {
  if (note === undefined) return server;
  return { ...server, note: server.note === undefined ? note : `${server.note} ${note}` };
}

/** MiniMax also reads what stands between tags in the content. */
function fields(
  line: string,
  field: string,
  others: readonly string[] = [],
): Pick<Demands, 'field' | 'alsoReads'> {
  const read = line === 'minimax' ? [...others, 'content'] : others;
  return { field, ...(read.length > 0 && { alsoReads: read }) };
}

function onServer(server: Server, { line, models, issuer, demands, note }: OpenModel): Rule {
  return {
    ...demands,
    ...fields(line, server.field),
    id: `${server.name}/${line}`,
    provider: server.name,
    issuer,
    match: { wires: ['openai-chat'], models, ...server.place },
    source: noted(server.source, note),
  };
}

function byName({ line, models, hub: spelling, issuer, demands, note }: OpenModel): Rule {
  return {
    ...demands,
    ...fields(line, unknownFields.field, unknownFields.alsoReads),
    isFieldGuessed: true,
    id: `self-hosted/${line}`,
    provider: 'self-hosted',
    issuer,
    match: { wires: ['openai-chat'], models: spelling ?? models },
    source: noted(hub, note),
  };
}

export const serverRules: readonly Rule[] = servers.flatMap((server) => [
  ...openModels.map((model) => onServer(server, model)),
  {
    ...plainText,
    field: server.field,
    id: `${server.name}/other`,
    provider: server.name,
    issuer: 'open-weights',
    match: { wires: ['openai-chat'], models: '.*', ...server.place },
    source: server.source,
  },
]);

export const hubRules: readonly Rule[] = openModels.map(byName);

const ollamaNative = {
  provider: 'ollama',
  issuer: 'open-weights',
  source: source(
    'https://github.com/ollama/ollama/blob/main/docs/api.md',
    'medium',
    'Templates drop thinking before the last message of the user.',
  ),
} as const;

export const otherLocalRules: readonly Rule[] = [
  {
    ...ollamaNative,
    ...openLoopOnly,
    id: 'ollama/native-strip',
    match: { wires: ['ollama-chat'], models: word('gemma|gpt-oss|deepseek-r1') },
    field: 'thinking',
  },
  {
    ...ollamaNative,
    ...plainText,
    id: 'ollama/native',
    match: { wires: ['ollama-chat'], models: '.*' },
    returns: 'open-loop',
    field: 'thinking',
  },
  {
    ...openLoopOnly,
    id: 'self-hosted/gpt-oss-responses',
    provider: 'self-hosted',
    issuer: 'gpt-oss',
    match: { wires: ['openai-responses'], models: word('gpt-oss') },
    field: 'input',
    source: source(
      'https://github.com/vllm-project/vllm/issues/27752',
      'medium',
      'Plain `reasoning_text` goes back until the final answer, and is left out after it.',
    ),
  },
];
