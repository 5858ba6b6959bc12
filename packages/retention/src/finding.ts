/** Says an issue as a finding: for people, with what the provider does about it and the rule behind it. */
import { findingCodes, type Finding, type ProviderOutcome } from './findings.ts';
import type { Issue } from './issue.ts';
import type { Block } from './wires/anatomy.ts';
import type { Rule } from './rules/rule.ts';

export function findingOf(issue: Issue, rule: Rule | undefined): Finding {
  const { code, at, evidence, explain, fix, refusal } = issue;
  const [usual, means] = findingCodes[code];
  const severity = issue.severity ?? usual;
  return {
    code,
    severity,
    at,
    evidence,
    providerOutcome: severity === 'error' ? outcomeOf(issue, rule) : 'silent',
    explain: `${capital(means)}: ${explain}.`,
    ...(rule !== undefined && { rule: { id: rule.id, url: rule.source.url, read: rule.source.read } }),
    ...(fix !== undefined && { repair: fix.kind }),
    ...(refusal !== undefined && { refusal }),
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The place of the block in its message: its own, else the one the finding names, else the first. */
function placeIn(at: string, block: Block | undefined): string {
  if (block !== undefined && block.index >= 0) return block.index.toString();
  return /\]\.\w+\[(\d+)\]/.exec(at)?.[1] ?? '0';
}

/** The provider's words with the place filled in. */
function outcomeOf({ code, at, entry, block }: Issue, rule: Rule | undefined): ProviderOutcome {
  const refusal = rule?.refusals?.[code];
  if (refusal === undefined) return 'silent';
  const places: { readonly [name: string]: string | undefined } = {
    i: entry?.from.toString(),
    j: placeIn(at, block),
    id: block?.itemId ?? block?.callId,
    name: block?.name,
    field: block?.slot,
  };
  return {
    status: refusal.status,
    message: refusal.message.replaceAll(
      /\{(i|j|id|name|field)\}/g,
      (whole, name: string) => places[name] ?? whole,
    ),
  };
}
