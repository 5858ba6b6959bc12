/** `pnpm bench`: what audit, repair and look-up cost, beside reading the same JSON. `pnpm bench -- repair` runs some of it. */
import { audit } from './audit.ts';
import { lookup } from './lookup.ts';
import { repair } from './repair.ts';

const measurements: { readonly [name: string]: () => Promise<readonly string[]> } = { repair, lookup, audit };

const chosen = process.argv.slice(2).filter((name) => name !== '--');
const unknown = chosen.filter((name) => !Object.hasOwn(measurements, name));
if (unknown.length > 0) {
  console.error(`expected ${Object.keys(measurements).join(', ')}; found ${unknown.join(', ')}`);
  process.exit(3);
}

console.log(
  `Node ${process.versions.node}, V8 ${process.versions.v8}. Ratios of CPU time of paired runs in one process: median of rounds (min–max).`,
);
for (const name of chosen.length > 0 ? chosen : Object.keys(measurements)) {
  console.log(`\n${name}`);
  for (const line of await (measurements[name] as () => Promise<readonly string[]>)()) console.log(line);
}
