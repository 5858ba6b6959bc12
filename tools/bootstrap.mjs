// Runs on any Node >= 18 with npm: installs the workspace with the pinned pnpm, then runs one of its scripts.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

function start(command, args, options) {
  const shell = process.platform === 'win32';
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit', shell, ...options });
}

function pnpm(...args) {
  const { status } = start('npx', ['--yes', packageManager, ...args]);
  if (status !== 0) process.exit(status ?? 1);
}

// The age policy was applied when the lockfile was written; checking it again here only costs time.
pnpm('install', '--frozen-lockfile', '--loglevel=warn', '--config.minimumReleaseAge=0');
useMachineNodeWherePinnedOneCannotStart();
pnpm('run', ...process.argv.slice(2));

// The workspace brings its own Node; some systems (musl, no libatomic) cannot start that binary.
function useMachineNodeWherePinnedOneCannotStart() {
  const pinned = `${root}node_modules/.bin/node`;
  if (start(pinned, ['--version'], { stdio: 'ignore' }).status === 0) return;
  if (Number.parseInt(process.versions.node, 10) < 22) {
    console.error(
      'The bundled Node does not start on this machine: install Node 24 or newer and run this again.',
    );
    process.exit(1);
  }
  if (!existsSync(pinned)) return;
  const binary = realpathSync(pinned); // the binary, not .bin/node: `pnpm run` links the bins again
  rmSync(binary);
  symlinkSync(process.execPath, binary);
}
