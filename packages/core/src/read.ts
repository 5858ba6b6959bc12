/** Reads a stored transcript: checks it, and migrates older versions. */
import { ThroughlineError } from './errors.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from './json.ts';
import { transcriptSchema } from './schema.ts';
import { version, type Transcript } from './transcript.ts';

type Migration = (older: JsonObject) => JsonObject;

/** From a version to the next one; a step per released change of the format, none so far. */
const migrations: ReadonlyMap<string, Migration> = new Map();

/**
 * @param stored JSON text, or a value that came from `parseJson`.
 * @throws ThroughlineError `format-invalid` when it is not JSON, `transcript-invalid` with the path of the first wrong field.
 */
export function readTranscript(stored: string | JsonValue): Transcript {
  const value = migrate(typeof stored === 'string' ? parseJson(stored) : stored);
  const checked = transcriptSchema.safeParse(value);
  if (checked.success) return value as unknown as Transcript; // the value itself: a copy would lose raw numbers
  const [issue] = checked.error.issues;
  throw new ThroughlineError('transcript-invalid', issue?.message ?? 'does not fit the schema', {
    path: pathOf(issue?.path),
    cause: checked.error,
  });
}

function migrate(value: JsonValue): JsonValue {
  let current = value;
  while (isJsonObject(current) && current['version'] !== version) {
    const found = current['version'];
    const step = typeof found === 'string' ? migrations.get(found) : undefined;
    if (step === undefined) {
      throw new ThroughlineError(
        'transcript-invalid',
        `expected ${version}, found ${JSON.stringify(found)}`,
        { path: 'version' },
      );
    }
    current = step(current);
  }
  return current;
}

/** `['messages', 2, 'parts', 0]` → `messages[2].parts[0]`. */
export function pathOf(keys: readonly PropertyKey[] = []): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');
}
