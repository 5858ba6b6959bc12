/** What an audit says of imported exchanges. */
import { createAuditor } from '../audit.ts';
import type { Exchange } from '../capture/exchange.ts';
import type { Finding } from '../findings.ts';

export type Told = { readonly exchange: number } & Pick<Finding, 'code' | 'at' | 'evidence'>;

export async function auditOf(exchanges: AsyncIterable<Exchange>): Promise<readonly Told[]> {
  return (await findingsIn(exchanges)).map(({ exchange, code, at, evidence }) => ({
    exchange,
    code,
    at,
    evidence,
  }));
}

export async function findingsIn(
  exchanges: AsyncIterable<Exchange>,
): Promise<readonly ({ readonly exchange: number } & Finding)[]> {
  const auditor = createAuditor();
  const found: ({ readonly exchange: number } & Finding)[] = [];
  let index = 0;
  for await (const exchange of exchanges) {
    const at = index;
    const { findings } = await auditor.take(exchange);
    found.push(...findings.map((finding) => ({ exchange: at, ...finding })));
    index += 1;
  }
  return found;
}
