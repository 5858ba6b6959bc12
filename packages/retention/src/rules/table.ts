/** The rules in order: the first one that fits a request is its rule. */
import { anthropicRules } from './anthropic.ts';
import { again } from './bases.ts';
import { bedrockRules } from './bedrock.ts';
import { cohereRules } from './cohere.ts';
import { deepseekPlaces, deepseekRules } from './deepseek.ts';
import { fallbackRules } from './fallback.ts';
import { geminiPlaces, geminiRules } from './gemini.ts';
import { hostRules } from './hosts.ts';
import { litellmRules } from './litellm.ts';
import { hubRules, otherLocalRules, serverRules } from './local.ts';
import { minimaxPlaces, minimaxRules } from './minimax.ts';
import { mistralRules } from './mistral.ts';
import { moonshotPlaces, moonshotRules } from './moonshot.ts';
import { openaiPlaces, openaiRules } from './openai.ts';
import { openrouterNames, openrouterPlaces } from './openrouter.ts';
import { otherRules } from './others.ts';
import { qwenPlaces, qwenRules } from './qwen.ts';
import type { Rule } from './rule.ts';
import { xaiPlaces, xaiRules } from './xai.ts';
import { zhipuPlaces, zhipuRules } from './zhipu.ts';

/** Places that decide whatever the model is. */
const places: readonly Rule[] = [
  ...litellmRules,
  ...openrouterPlaces,
  ...hostRules,
  ...serverRules,
  ...geminiPlaces,
];

/** A vendor's own endpoint, or its dialect, for models that have names of somebody's choosing there. */
const vendorPlaces: readonly Rule[] = [
  ...deepseekPlaces,
  ...moonshotPlaces,
  ...zhipuPlaces,
  ...qwenPlaces,
  ...minimaxPlaces,
  ...xaiPlaces,
];

/** The same for a hub's spelling, `moonshotai/Kimi-K2.6`, which by itself says that somebody else runs it. */
const hubAtVendor: readonly Rule[] = vendorPlaces.map((rule) =>
  again(rule, `${rule.id}-as-on-hub`, { models: '^[^/]+/' }),
);

/** Names that say on their own who answers. */
const names: readonly Rule[] = [
  ...openrouterNames,
  ...hubRules,
  ...anthropicRules,
  ...openaiRules,
  ...geminiRules,
  ...deepseekRules,
  ...moonshotRules,
  ...zhipuRules,
  ...qwenRules,
  ...minimaxRules,
  ...mistralRules,
  ...xaiRules,
  ...cohereRules,
  ...bedrockRules,
  ...otherRules,
  ...otherLocalRules,
];

export const rules: readonly Rule[] = [
  ...places,
  ...hubAtVendor,
  ...names,
  ...openaiPlaces,
  ...vendorPlaces,
  ...fallbackRules,
];
