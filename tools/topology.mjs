// Reads imports and manifests and fails on a breach of the import rules in ARCHITECTURE.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What each package may import from the workspace. Imports point down only; adapters know nothing of each other.
const below = {
  core: [],
  laws: ['core'],
  codecs: ['core'],
  retention: ['core', 'codecs'],
  agent: ['core', 'codecs', 'retention'],
  simulator: ['core', 'codecs', 'retention'],
  conformance: ['core', 'agent', 'simulator'],
  cli: ['core', 'codecs', 'retention'],
  'ai-sdk': ['core', 'codecs', 'agent'],
  langchain: ['core', 'codecs', 'agent'],
  mcp: ['core', 'codecs', 'agent'],
};

// Frameworks stay in their adapter, in the files that bind to them.
const frameworks = {
  ai: 'ai-sdk',
  '@ai-sdk': 'ai-sdk',
  langchain: 'langchain',
  '@langchain': 'langchain',
  '@modelcontextprotocol': 'mcp',
};

// Below these packages nothing touches network, file system, clock or randomness but through a parameter.
const pure = new Set(['core', 'codecs', 'laws', 'retention']);
const impure = [
  [/\bfrom 'node:(?!crypto')[a-z/_]+'/, 'imports a Node module'],
  [/\bfetch\(/, 'calls fetch'],
  [/\bDate\.now\(|\bnew Date\(\)/, 'reads the clock'],
  [/\bMath\.random\(/, 'uses randomness'],
];

const testOnly = new Set(['packages/codecs/src/corpus.ts', 'packages/codecs/src/recorded.ts']);
const problems = [];

for (const name of readdirSync(`${root}packages`).filter((one) => one !== 'tooling')) {
  if (!(name in below)) problems.push(`packages/${name}: not in the table of tools/topology.mjs`);
  else for (const file of sources(`packages/${name}/src`)) check(name, file);
}

function check(name, file) {
  const text = readFileSync(root + file, 'utf8');
  const isTest =
    file.includes('.test.') ||
    testOnly.has(file) ||
    /\/(?:fixtures?|testing)\//.test(file) ||
    /fixture/.test(file);
  for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    const breach = isTest ? undefined : breachOf(name, specifier);
    if (breach !== undefined) problems.push(`${file}: imports ${specifier}: ${breach}`);
  }
  if (!pure.has(name) || isTest) return;
  for (const [pattern, what] of impure) if (pattern.test(text)) problems.push(`${file}: ${what}`);
}

function breachOf(name, specifier) {
  const workspace = /^@throughline\/([^/]+)/.exec(specifier)?.[1];
  if (workspace !== undefined)
    return below[name].includes(workspace) ? undefined : `${name} stands not above ${workspace}`;
  const scope = specifier.startsWith('@') ? specifier.split('/')[0] : specifier.split('/')[0];
  const owner = Object.hasOwn(frameworks, scope) ? frameworks[scope] : undefined;
  return owner === undefined || owner === name ? undefined : `only ${owner} may know it`;
}

function sources(folder) {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length));
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
