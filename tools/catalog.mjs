// Fails when a manifest names a version of its own: every outside dependency comes from the catalog, and every catalog entry is used.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(root + parent).map((name) => `${parent}/${name}`),
);
const manifests = ['.', ...folders]
  .map((folder) => `${root}${folder}/package.json`)
  .filter((path) => existsSync(path));
const used = new Set();
const problems = [];

for (const path of manifests) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (range === 'catalog:') used.add(name);
    else if (!range.startsWith('workspace:'))
      problems.push(`${path.slice(root.length)}: ${name} is "${range}", expected "catalog:"`);
  }
}

const catalog = readFileSync(`${root}pnpm-workspace.yaml`, 'utf8').split(/^catalog:\n/m)[1];
const listed = [...catalog.matchAll(/^ {2}'?([^':\n]+)'?: /gm)].map(([, name]) => name);
for (const name of listed)
  if (!used.has(name)) problems.push(`pnpm-workspace.yaml: ${name} is in the catalog and used by nobody`);
for (const name of used)
  if (!listed.includes(name)) problems.push(`pnpm-workspace.yaml: ${name} is used and not in the catalog`);
for (const name of new Set(listed.filter((one, index) => listed.indexOf(one) !== index)))
  problems.push(`pnpm-workspace.yaml: ${name} is listed twice`);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
