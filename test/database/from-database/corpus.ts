import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plinth, PlinthError, type FromDatabaseResult } from '../../../src/index.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { findPgDump, type PgDump } from '../psql/pg-dump.ts'
import { dumpDifference, normalDump } from '../schema/normal-dump.ts'
import {
  FailedStatement,
  openPairDatabases,
  type PairDatabase,
  type PairDatabases,
} from '../schema/pair-databases.ts'
import type { SchemaPair } from '../schema/schema-pairs.ts'
import { loadWithPsql } from './load-with-psql.ts'

/** What became of one schema of the corpus, written as a script and loaded by psql. `refused`: Plinth said itself that the script is not right. */
export interface ScriptRun {
  readonly id: string
  readonly verdict: 'pass' | 'wrong' | 'refused' | 'not loaded' | 'not built'
  readonly reason: string
  readonly detail: string
}

/** Where the runs are made. */
interface Place {
  readonly server: OwnServer
  readonly databases: PairDatabases
  readonly pgDump: PgDump
  readonly folder: string
}

/** Runs the first schema of each pair; undefined where there is no pg_dump or no psql. */
export async function runScripts(
  pairs: readonly SchemaPair[],
  onRun: (run: ScriptRun) => void = () => {},
): Promise<readonly ScriptRun[] | undefined> {
  await using server = await ownServer({
    synchronous_commit: 'off',
    autovacuum: 'off',
    max_wal_size: '4GB',
  })
  const pgDump = await findPgDump(server.major)
  if (pgDump === undefined || loadWithPsql === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'plinth-corpus-'))
  try {
    const place = { server, databases: await openPairDatabases(server), pgDump, folder }
    const waiting = [...pairs]
    const runs: ScriptRun[] = []
    const work = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const run = await runScript(place, pair)
        runs.push(run)
        onRun(run)
      }
    }
    await Promise.all([work(), work(), work()])
    return runs.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runScript(place: Place, pair: SchemaPair): Promise<ScriptRun> {
  const built: PairDatabase[] = []
  try {
    const live = await place.databases.build(pair, 'a')
    built.push(live)
    const empty = await place.databases.build({ ...pair, setup: '', a: '' }, 'a')
    built.push(empty)
    return { id: pair.id, ...(await judge(place, live, empty)) }
  } catch (error) {
    if (!(error instanceof FailedStatement)) throw error
    return { id: pair.id, verdict: 'not built', reason: error.message, detail: error.statement }
  } finally {
    for (const database of built) await database.drop()
  }
}

type Told = Omit<ScriptRun, 'id'>

async function judge({ pgDump, folder }: Place, live: PairDatabase, empty: PairDatabase): Promise<Told> {
  const made = await plinth({ cwd: folder, url: live.url })
    .fromDatabase({ mode: 'plan', owners: 'written' })
    .catch(refusalOf)
  if (!('text' in made)) return made
  if (made.unproven.length > 0)
    return { verdict: 'refused', reason: made.unproven.join('; '), detail: made.text }
  const failure = await loadWithPsql?.(empty.url, made.text).catch((error: unknown) => String(error))
  if (failure !== undefined) return { verdict: 'not loaded', reason: failure, detail: made.text }
  const [got, wanted] = [await dumpOf(pgDump, empty), await dumpOf(pgDump, live)]
  const differences = dumpDifference(got, wanted)
  return {
    verdict: differences.length === 0 ? 'pass' : 'wrong',
    reason: differences.join(' '),
    detail: made.text,
  }
}

function refusalOf(error: unknown): Told | FromDatabaseResult {
  if (!(error instanceof PlinthError)) throw error
  const isEmpty = error.code === 'E_USAGE' && error.message.includes('is empty')
  return {
    verdict: isEmpty ? 'pass' : 'refused',
    reason: `${error.code} ${error.message}: ${error.detail ?? ''}`,
    detail: '',
  }
}

async function dumpOf(pgDump: PgDump, { url }: PairDatabase): Promise<readonly string[]> {
  return normalDump((await pgDump.dump(url, ['-s'])).toString('utf8'))
}
