/** Patterns over the names of models, in the spellings of vendors, clouds, hubs and routers. */

/** At the start of a name, or after the `/`, `.` or `:` that ends somebody's prefix: `us.anthropic.claude-…`, `zai-org/GLM-…`. */
export function word(pattern: string): string {
  return `(?:^|[^a-z0-9])(?:${pattern})`;
}

/** `5.5` as `5-5`, `5.5` or `5p5`, but not `5-50`; and `5` by itself, but not `5-5`, while a date may follow: `5-20260601`. */
export function version(...numbers: readonly string[]): string {
  const patterns = numbers.map((number) =>
    number.includes('.') ? `${number.replace('.', '[-.p]')}(?!\\d)` : `${number}(?!\\d|[-.p]\\d(?!\\d))`,
  );
  return `(?:${patterns.join('|')})`;
}
