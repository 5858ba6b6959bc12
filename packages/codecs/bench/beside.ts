/** Rows of the codecs with rows of others below each, on the same bytes. */
import { loadPeers } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import type { Row } from './table.ts';

/** Others are loaded when the codecs are done: what they bring into the process is not the codecs' cost. */
export async function besideOthers<Task>(
  tasks: readonly Task[],
  ours: (task: Task) => Promise<readonly Row[]>,
  theirs: (peer: Peer, task: Task) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: { readonly task: Task; readonly own: Row[] }[] = [];
  for (const task of tasks) rows.push({ task, own: [...(await ours(task))] });
  const found = await loadPeers();
  for (const { peer } of found)
    for (const { task, own } of rows) if (peer !== undefined) own.push(...(await theirs(peer, task)));
  const missing = found.flatMap(({ file, reason }) =>
    reason === undefined ? [] : [{ by: file, note: reason }],
  );
  return [...rows.flatMap(({ own }) => own), ...missing];
}
