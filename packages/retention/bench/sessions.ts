/** Long sessions to measure on: steps of about 8 kB, each of thinking, a text, a call and its result. */
import type { JsonObject } from '@throughline/core';
import type { Exchange } from '../src/capture/exchange.ts';
import type { Moment, Session } from '../src/sessions.fixture.ts';
import { exchangesOf, voices, write, type Voice } from '../src/voices.fixture.ts';

export function voiceOf(name: string): Voice {
  const found = voices.find((voice) => voice.name === name);
  if (found === undefined) throw new Error(`no voice "${name}"`);
  return found;
}

export function longSession({ traits }: Voice, steps: number, name: string): Session {
  const isSigned = traits.kinds.includes('signed');
  const moments = Array.from({ length: steps }, (_one, at): readonly Moment[] => {
    const callId = `call_${name}_${at}`;
    return [
      {
        type: 'said',
        blocks: [
          {
            type: 'thinking',
            kind: 'words',
            text: prose(1500, name, at),
            ...(isSigned && { proof: `EqoB${name}${at}${'kF9w/Z3x+'.repeat(24)}` }),
          },
          { type: 'text', text: prose(150, name, at) },
          {
            type: 'call',
            callId,
            name: 'read_file',
            args: { path: `src/${name}-${at}.ts`, note: prose(800, name, at) },
          },
        ],
      },
      { type: 'heard', results: [{ callId, name: 'read_file', text: prose(5000, name, at) }] },
    ];
  });
  return { system: prose(2000, name, -1), moments: [{ type: 'ask', text: 'Go.' }, ...moments.flat()] };
}

function prose(length: number, name: string, seed: number): string {
  const sentence = `${name} ${seed}: the quick "brown" fox – é – v1.0 jumps over 12.50 lazy dogs.\n`;
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

/** The request that goes out at the end, and the exchanges until then. */
export type Prepared = { readonly request: JsonObject; readonly exchanges: readonly Exchange[] };

export function prepared(voice: Voice, steps: number, name = 'session'): Prepared {
  const session = longSession(voice, steps, name);
  return { request: write(voice, session).request, exchanges: exchangesOf(voice, session) };
}
