/** Settings without which a model does not read the thinking that comes back. */
import type { Issue } from '../issue.ts';
import { hasThinking, settingAt, type Subject } from '../subject.ts';
import type { Entry } from '../wires/anatomy.ts';

export function flagIssues(subject: Subject): readonly Issue[] {
  const { rule, request, steps } = subject;
  // Thinking that nothing follows is on its way out.
  const returned = steps.filter(({ entry }) => hasThinking(entry.blocks) && !isAlone(entry));
  const isAcross = returned.some(({ isOpen }) => !isOpen);
  return (rule.flags ?? []).flatMap((flag): readonly Issue[] => {
    const applies = flag.when === 'history' ? returned.length > 0 : isAcross;
    const isMoot = Object.entries(flag.unless ?? {}).some(
      ([path, value]) => settingAt(request, path) === value,
    );
    if (!applies || isMoot || settingAt(request, flag.at) === flag.value) return [];
    return [
      {
        code: 'preserve-flag-missing',
        at: flag.at,
        evidence: 'request-only',
        explain: `without ${flag.at}: ${JSON.stringify(flag.value)} the server leaves ${flag.when === 'history' ? 'it' : 'that of finished turns'} out`,
        fix: { kind: 'policy', edits: [{ type: 'setting', path: flag.at, value: flag.value }] },
      },
    ];
  });
}

function isAlone({ blocks }: Entry): boolean {
  return blocks.every(({ type }) => type === 'thinking');
}
