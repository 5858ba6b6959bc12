/** Sees where a model's thinking was lost on the way back to it, and puts it back. */
export { exchangeSchema, type Exchange } from './capture/exchange.ts';
export { ruleSchema, type Rule } from './rules/rule.ts';
