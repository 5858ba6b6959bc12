/** What goes wrong on our side must not break the call: it is told, without a word of what was said. */
import { ThroughlineError } from '@throughline/core';
import type { MaybePromise } from './ledger.ts';

export type Attempt = <T>(doing: string, work: () => MaybePromise<T>) => MaybePromise<T | undefined>;

/** Runs work whose failure counts for nothing but a word to `onFault`. Never throws, never rejects. */
export function attempting(onFault: ((error: Error) => void) | undefined): Attempt {
  const failed = (doing: string, thrown: unknown): undefined => {
    try {
      onFault?.(faultOf(doing, thrown));
    } catch {
      // Who was to be told of faults is at fault: there is nobody left to tell.
    }
    return undefined;
  };
  return (doing, work) => {
    try {
      const result = work();
      return result instanceof Promise ? result.catch((thrown: unknown) => failed(doing, thrown)) : result;
    } catch (thrown) {
      return failed(doing, thrown);
    }
  };
}

/** Parsers quote what they could not parse, so messages and causes stay behind; where it happened does not. */
function faultOf(doing: string, thrown: unknown): Error {
  const fault = new Error(`retention failed at ${doing}: ${kindOf(thrown)}`);
  fault.name = 'RetentionFault';
  const frames = thrown instanceof Error ? thrown.stack?.split('\n').filter(isFrame) : undefined;
  if (frames !== undefined) fault.stack = [String(fault), ...frames].join('\n');
  return fault;
}

function isFrame(line: string): boolean {
  return /^ {4}at .+:\d+:\d+\)?$/.test(line);
}

function kindOf(thrown: unknown): string {
  if (ThroughlineError.is(thrown)) return thrown.code;
  if (!(thrown instanceof Error)) return typeof thrown;
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? `${thrown.name} ${code}` : thrown.name;
}
