/** For provider classes that take no `fetch`: what they call is the runtime's own, and within one run another. */
import { AsyncLocalStorage } from 'node:async_hooks';

type Fetch = typeof globalThis.fetch;

const within = new AsyncLocalStorage<Fetch>();
const plain: Fetch = globalThis.fetch;

/** What `fetch` itself calls is the runtime's own again. */
const chosen: Fetch = async (...call) => {
  const fetch = within.getStore();
  return fetch === undefined ? plain(...call) : within.exit(async () => fetch(...call));
};

export async function fetchingWith<T>(fetch: Fetch | undefined, run: () => Promise<T>): Promise<T> {
  if (fetch === undefined) return run();
  globalThis.fetch = chosen;
  return within.run(fetch, run);
}
