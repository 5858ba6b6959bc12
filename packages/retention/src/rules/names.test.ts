import { describe, expect, it } from 'vitest';
import { ruleFor } from './match.ts';

type Case = readonly [model: string, rule: string, place?: { endpoint?: string; dialect?: string }];

function told(wire: string, cases: readonly Case[]): void {
  const rows = cases.map(([model, rule, place = {}]) => ({ model, rule, place, ...place }));
  it.each(rows)(`${wire}: $model $endpoint $dialect is told by $rule`, ({ model, rule, place }) => {
    expect(ruleFor({ wire, model, ...place }).id).toBe(rule);
  });
}

describe('names of Claude', () => {
  told('anthropic-messages', [
    ['claude-opus-4-6', 'anthropic/4.6'],
    ['anthropic/claude-sonnet-4.6', 'anthropic/4.6'],
    ['claude-opus-4-8', 'anthropic/opus-4.7'],
    ['claude-opus-4-7@20260416', 'anthropic/opus-4.7'],
    ['claude-opus-4-5-20251101', 'anthropic/opus-4.5'],
    ['claude-sonnet-4-5-20250929', 'anthropic/older'],
    ['claude-haiku-4-5', 'anthropic/older'],
    ['claude-opus-4-1-20250805', 'anthropic/older'],
    ['claude-sonnet-4-20250514', 'anthropic/older'],
    ['claude-3-7-sonnet-latest', 'anthropic/older'],
    ['claude-opus-5', 'anthropic/opus-5'],
    ['claude-opus-5-20260601', 'anthropic/opus-5'],
    ['claude-sonnet-5[1m]', 'anthropic/opus-5'],
    ['claude-opus-5.5', 'anthropic/opus-5.5'],
    ['claude-sonnet-5-5', 'anthropic/sonnet-5.5'],
    ['anthropic.claude-haiku-5-5', 'anthropic/haiku-5.5'],
    ['claude-fable-5', 'anthropic/fable-5'],
    ['claude-mythos-preview', 'anthropic/fable-5'],
    ['claude-fable-5-1', 'anthropic/fable-5.1'],
    ['claude-mythos-5-1', 'anthropic/mythos-5.1'],
    ['claude-fable-5-2', 'anthropic/fable-5.2'],
    ['claude-opus-6', 'anthropic/later'],
  ]);
  told('bedrock-converse', [
    ['us.anthropic.claude-opus-4-6-v1:0', 'anthropic/4.6'],
    ['anthropic.claude-opus-5-v1:0', 'anthropic/opus-5'],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5-5-v1:0',
      'anthropic/opus-5.5-bedrock',
    ],
    ['global.anthropic.claude-fable-5-1-v1:0', 'anthropic/fable-5.1-bedrock'],
  ]);
  told('openai-chat', [
    ['claude-opus-4-6', 'anthropic/by-gateway'],
    ['claude-opus-4-6', 'anthropic/openai-compatible', { endpoint: 'https://api.anthropic.com/v1' }],
    ['anthropic/claude-sonnet-4.6', 'openrouter/claude'],
    ['anthropic/claude-sonnet-4.5', 'litellm/claude-manual', { dialect: 'litellm' }],
    ['claude-opus-5', 'litellm/claude', { endpoint: 'http://litellm:4000' }],
  ]);
});

describe('names of other vendors on wires in the shape of Anthropic', () => {
  told('anthropic-messages', [
    ['deepseek-v4-pro', 'deepseek/anthropic'],
    ['kimi-for-coding', 'moonshot/anthropic'],
    ['moonshotai/Kimi-K2.6', 'moonshot/anthropic'],
    ['MiniMax-M3', 'minimax/anthropic'],
    ['glm-5.3', 'zhipu/anthropic'],
    ['qwen3.6-plus', 'qwen/anthropic'],
    ['my-model', 'unknown/anthropic-messages'],
  ]);
  told('bedrock-converse', [
    ['openai.gpt-oss-120b-1:0', 'bedrock/gpt-oss'],
    ['openai.gpt-5.5', 'bedrock/openai'],
    ['us.deepseek.r1-v1:0', 'bedrock/deepseek-r1'],
    ['us.amazon.nova-2-lite-v1:0', 'bedrock/nova'],
    ['moonshot.kimi-k2-thinking', 'bedrock/open-models'],
    ['minimax.minimax-m2', 'bedrock/open-models'],
    ['meta.llama4', 'unknown/bedrock-converse'],
  ]);
});

describe('names on Chat Completions', () => {
  told('openai-chat', [
    ['deepseek-v4-flash', 'deepseek/v4'],
    ['deepseek-reasoner', 'deepseek/v4'],
    ['deepseek-v3.2', 'deepseek/v3.2'],
    ['deepseek-ai/DeepSeek-V4', 'self-hosted/deepseek'],
    ['deepseek-ai/DeepSeek-R1', 'self-hosted/deepseek-r1'],
    ['deepseek/deepseek-v4-pro', 'openrouter/deepseek'],
    ['house-model', 'deepseek/by-place', { endpoint: 'https://api.deepseek.com' }],
    ['kimi-k2.6', 'moonshot/k2.6'],
    ['kimi-k2.7-code', 'moonshot/k2.7'],
    ['kimi-k2.5', 'moonshot/k2.5'],
    ['kimi-k3', 'moonshot/k3'],
    ['kimi-k2-thinking', 'moonshot/thinking'],
    ['kimi-k2-0905-preview', 'moonshot/no-thinking'],
    ['moonshotai/Kimi-K2.6', 'self-hosted/kimi'],
    ['moonshotai/Kimi-K2.6', 'siliconflow/kimi', { endpoint: 'https://api.siliconflow.cn/v1' }],
    ['moonshotai/kimi-k2.6', 'openrouter/other', { dialect: 'openrouter' }],
    ['accounts/fireworks/models/kimi-k2p6', 'fireworks/by-name'],
    ['accounts/fireworks/models/kimi-k2p6', 'fireworks/any', { dialect: 'fireworks' }],
    ['moonshotai/Kimi-K2.6', 'moonshot/by-place-as-on-hub', { dialect: 'kimi' }],
    ['house-model', 'unknown/openai-chat', { dialect: 'openai' }],
    ['anthropic/claude-sonnet-4.6', 'openrouter/claude', { dialect: 'openai' }],
    ['glm-5.3', 'zhipu/glm-5.3'],
    ['glm-4.7', 'zhipu/glm'],
    ['glm-4.6', 'zhipu/glm-4.5'],
    ['glm-5.3', 'zhipu/coding-plan', { endpoint: 'https://api.z.ai/api/coding/paas/v4' }],
    ['zai-org/GLM-5.3', 'self-hosted/glm'],
    ['z-ai/glm-5.3', 'openrouter/glm'],
    ['zai-glm-4.7', 'cerebras/glm', { endpoint: 'cerebras' }],
    ['qwen3.6-plus', 'qwen/3.6'],
    ['qwen3-235b-a22b-thinking-2507', 'qwen/thinking'],
    ['Qwen/Qwen3.6-35B-A3B', 'self-hosted/qwen-3.6'],
    ['Qwen/Qwen3.6-35B-A3B', 'vllm/qwen-3.6', { dialect: 'vllm' }],
    ['Qwen/Qwen3.6-35B-A3B', 'sglang/qwen-3.6', { endpoint: 'http://sglang:30000/v1' }],
    ['Qwen/Qwen3-32B', 'llama-cpp/qwen', { dialect: 'llama-cpp' }],
    ['qwen3:8b', 'ollama/qwen', { endpoint: 'http://127.0.0.1:11434/v1' }],
    ['MiniMax-M3', 'minimax/m3'],
    ['MiniMax-M2.5', 'minimax/m2'],
    ['MiniMaxAI/MiniMax-M2', 'vllm/minimax', { dialect: 'vllm' }],
    ['gpt-5.5', 'openai/chat'],
    ['o4-mini', 'openai/chat'],
    ['my-deployment', 'openai/chat-by-place', { dialect: 'azure' }],
    ['openai/gpt-5.5', 'openrouter/gpt'],
    ['openai/gpt-oss-120b', 'self-hosted/gpt-oss'],
    ['openai/gpt-oss-120b', 'groq/gpt-oss', { endpoint: 'https://api.groq.com/openai/v1' }],
    ['gpt-oss-120b', 'cerebras/gpt-oss', { endpoint: 'cerebras' }],
    ['llama-3.3-70b-versatile', 'groq/no-thinking', { endpoint: 'groq' }],
    ['gemini-3.5-flash', 'gemini/3-compatible'],
    ['google/gemini-3.5-flash', 'gemini/3-compatible-by-place', { endpoint: 'vertex' }],
    ['google/gemini-3.1-pro-preview', 'openrouter/gemini-3'],
    ['gemini-2.5-pro', 'gemini/compatible'],
    ['gemma-4-31B-it', 'self-hosted/gemma'],
    ['google/gemma-4-31B-it', 'self-hosted/gemma'],
    ['magistral-medium-latest', 'mistral/thinking'],
    ['grok-4.1', 'xai/chat'],
    ['mimo-v2-flash', 'xiaomi/mimo'],
    ['nvidia/Nemotron-3-Super', 'self-hosted/nemotron'],
    ['laguna-s-2.1', 'self-hosted/laguna'],
    ['acme/house-model', 'unknown/openai-chat'],
  ]);
});

describe('names on the other wires', () => {
  told('openai-responses', [
    ['gpt-5.5', 'openai/gpt-5'],
    ['gpt-5-2025-08-07', 'openai/gpt-5'],
    ['gpt-5.1-codex-max', 'openai/gpt-5'],
    ['gpt-5.6', 'openai/gpt-5.6'],
    ['gpt-6-astra', 'openai/gpt-5.6'],
    ['gpt-5-chat-latest', 'openai/no-thinking'],
    ['gpt-4.1', 'openai/no-thinking'],
    ['gpt-4o-mini', 'openai/no-thinking'],
    ['gpt-35-turbo', 'openai/no-thinking'],
    ['o4-mini', 'openai/o-series'],
    ['o3', 'openai/o-series'],
    ['grok-4.1', 'xai/responses'],
    ['deepseek-v4-pro', 'deepseek/responses'],
    ['openai/gpt-oss-20b', 'self-hosted/gpt-oss-responses'],
    ['my-deployment', 'openai/responses-by-place', { endpoint: 'https://x.openai.azure.com' }],
  ]);
  told('gemini', [
    ['gemini-3.5-flash', 'gemini/3'],
    ['models/gemini-3.1-flash-lite-preview', 'gemini/3'],
    ['gemini-flash-latest', 'gemini/3'],
    ['gemini-3.8-flash', 'gemini/3-vertex', { endpoint: 'vertex' }],
    ['gemini-3-pro-image-preview', 'gemini/3-image'],
    ['gemini-2.5-flash', 'gemini/2.5'],
    ['gemma-4-31b-it', 'gemini/gemma'],
  ]);
  told('gemini-interactions', [['gemini-3.5-flash', 'gemini/interactions']]);
  told('mistral-chat', [
    ['mistral-medium-3.5', 'mistral/thinking'],
    ['devstral-2', 'mistral/no-thinking'],
    ['glm-5', 'mistral/glm'],
  ]);
  told('cohere-chat', [['command-a-reasoning-08-2025', 'cohere/chat']]);
  told('ollama-chat', [
    ['gemma4:31b', 'ollama/native-strip'],
    ['qwen3:8b', 'ollama/native'],
  ]);
});
