/** What was asked on the command line, checked. */
import { UsageError } from './exit.ts';

export type Given = { readonly [name: string]: unknown; readonly _: readonly string[] };

/** @throws UsageError on options that a command does not have, and on those without a value. */
export function refuseUnknown(given: Given, args: { readonly [name: string]: unknown }): void {
  const known = new Set(['_', ...Object.keys(args).flatMap((name) => [name, inCamelCase(name)])]);
  for (const [name, value] of Object.entries(given)) {
    if (!known.has(name)) throw new UsageError(`There is no option --${name}.`);
    if (value === '') throw new UsageError(`--${name} needs a value.`);
  }
}

/** The parser gives every option under this spelling too. */
function inCamelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function oneOf<Name extends string>(names: readonly Name[], option: string, given: string): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) throw new UsageError(`--${option} is one of ${names.join(', ')}, not "${given}".`);
  return found;
}

/** Names separated by commas. */
export function someOf<Name extends string>(
  names: readonly Name[],
  option: string,
  given: string | undefined,
): readonly Name[] {
  return given === undefined ? [] : given.split(',').map((name) => oneOf(names, option, name.trim()));
}

/** @throws UsageError where there is no file, or standard input twice. */
export function filesOf({ _: files }: Given, what: string): readonly string[] {
  if (files.length === 0) throw new UsageError(`Name the ${what}, or - for standard input.`);
  if (files.indexOf('-') !== files.lastIndexOf('-'))
    throw new UsageError('Standard input can be read only once.');
  return files;
}

export function oneFileOf(given: Given, what: string): string {
  const [file, ...others] = filesOf(given, what);
  if (file === undefined || others.length > 0) throw new UsageError(`Name one ${what}, not several.`);
  return file;
}
