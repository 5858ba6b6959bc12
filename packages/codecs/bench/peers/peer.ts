/** What every peer looks like to the measurements. */
import { readFileSync } from 'node:fs';
import type { Said } from '../streams.ts';

/** Reads a whole reply from the bytes of a stream. */
type FoldStream = (stream: Uint8Array) => Promise<Said>;

/** Takes the JSON of a request apart and writes it again, for the same wire or another one. */
export type Convert = (body: string) => Promise<Converted>;

export type Converted = { readonly wire: string; readonly dialect?: string; readonly body: string };

/** Keyed by wire. */
type PerWire<Task> = { readonly [wire: string]: Task };

export type Peer = {
  readonly name: string;
  /** Packages whose versions are printed. */
  readonly packages: readonly string[];
  readonly streams: PerWire<FoldStream>;
  /** How it got the stream's bytes. */
  readonly streamsBy: string;
  readonly requests: PerWire<Convert>;
  /** How its own messages came from the body, and how the body it wrote was had. */
  readonly requestsBy?: string;
};

/** As installed. */
export function versions({ packages }: Pick<Peer, 'packages'>): string {
  return packages.map((name) => `${name} ${versionOf(name)}`).join(', ');
}

function versionOf(name: string): string {
  const manifest = readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
