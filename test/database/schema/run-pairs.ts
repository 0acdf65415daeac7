import { findPgDump } from '../psql/pg-dump.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { openPairDatabases, type PairDatabases } from './pair-databases.ts'
import { runPair, type PairRun } from './pair-run.ts'
import type { SchemaPair } from './schema-pairs.ts'

const workers = Number(process.env['PLINTH_PAIR_WORKERS'] ?? 3)

/** Runs pairs on a server of their own, several at once, and tells each run as it ends; undefined: there is no pg_dump for it. */
export async function runPairs(
  pairs: readonly SchemaPair[],
  onRun: (run: PairRun) => void = () => {},
  openDatabases: (server: OwnServer) => Promise<PairDatabases> = openPairDatabases,
): Promise<readonly PairRun[] | undefined> {
  await using server = await ownServer({
    synchronous_commit: 'off',
    autovacuum: 'off',
    max_wal_size: '1GB',
    checkpoint_timeout: '1h',
  })
  const pgDump = await findPgDump(server.major)
  if (pgDump === undefined) return undefined
  const databases = await openDatabases(server)
  const waiting = [...pairs]
  const runs: PairRun[] = []
  const work = async () => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift())
      for (const run of await runPair(databases, pgDump, pair)) {
        runs.push(run)
        onRun(run)
      }
  }
  await Promise.all(Array.from({ length: workers }, work))
  const order = new Map(pairs.map(({ id }, at) => [id, at]))
  return runs.sort((one, other) => order.get(one.pair.id)! - order.get(other.pair.id)!)
}
