/** Others that read the same bytes. One that cannot be loaded is a reason, not a failure of the bench. */
import type { Peer } from './peer.ts';

/** One file each. */
const files: { readonly [file: string]: () => Promise<{ readonly peer: Peer }> } = {
  'anthropic-sdk': () => import('./anthropic-sdk.ts'),
  'openai-sdk': () => import('./openai-sdk.ts'),
  'pi-ai': () => import('./pi-ai.ts'),
  'ai-sdk': () => import('./ai-sdk.ts'),
  langchain: () => import('./langchain.ts'),
  'llm-bridge': () => import('./llm-bridge.ts'),
  llms: () => import('./llms.ts'),
};

export type Found = { readonly file: string; readonly peer?: Peer; readonly reason?: string };

export async function loadPeers(): Promise<readonly Found[]> {
  return Promise.all(
    Object.entries(files).map(async ([file, load]) => {
      try {
        return { file, peer: (await load()).peer };
      } catch (error) {
        return { file, reason: reasonOf(error) };
      }
    }),
  );
}

export function reasonOf(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return (line as string).slice(0, 120);
}
