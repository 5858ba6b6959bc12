/** Sees where a model's thinking was lost on the way back to it, and puts it back. */
export { createAuditor, outgoingOf, type Audited, type Auditor, type AuditOptions } from './audit.ts';
export { exchangeSchema, type Exchange, type Producer } from './capture/exchange.ts';
export { redact, type PrivacyMode } from './capture/privacy.ts';
export { linesOf } from './capture/lines.ts';
export { readCapture, writeExchange, type CapturedLine, type ReadOptions } from './capture/read.ts';
export { captureJsonSchema } from './capture/schema.ts';
export { retainingFetch, type FetchReport, type RetainingFetchOptions } from './fetch.ts';
export { importAiSdkTelemetry } from './importers/ai-sdk-telemetry.ts';
export { importHar } from './importers/har.ts';
export { importLangsmith } from './importers/langsmith.ts';
export { importSimulatorLog } from './importers/simulator.ts';
export type { SavedSession } from './sessions/agent.ts';
export { knownAgents, readSession } from './sessions/session.ts';
export { locator } from './sessions/spans.ts';
export {
  findingCodes,
  type Evidence,
  type Finding,
  type FindingCode,
  type ProviderOutcome,
  type RepairKind,
  type Severity,
} from './findings.ts';
export type { Ledger, MaybePromise, Origin, Remembered, Sent } from './ledger.ts';
export { createLedger, type LedgerLimits, type MemoryLedger } from './memory-ledger.ts';
export {
  repair,
  repairText,
  type Repair,
  type Repaired,
  type RepairedText,
  type RepairOptions,
} from './repair.ts';
export { rescue, type Rescued, type RescueOptions, type Taken } from './rescue.ts';
export { ageInDays, ruleFor, rulesFor } from './rules/match.ts';
export { ruleSchema, type Rule } from './rules/rule.ts';
export { rulesJsonSchema } from './rules/schema.ts';
export { rules } from './rules/table.ts';
export { withRules } from './rules/user-rows.ts';
export { sumOf, type Rate, type Share, type StepRate } from './rate.ts';
export { scaffoldWires } from './wires/index.ts';
export { isReadable } from './view.ts';
export { createSeenBodies, type SeenBodies } from './seen-bodies.ts';
export type { Outgoing } from './subject.ts';
export { createSumming, type SessionSummary, type Summary, type Summing } from './summary.ts';
