import {
  cliProjectWithDatabase,
  migrationTwo,
  type CliProjectWithDatabase,
} from '../../support/cli-project.ts'
import { startPooler, type Pooler, type PoolMode } from '../../support/pooler.ts'
import { queryOnce, testServer } from '../../support/server.ts'
import { startCli, until, type Started } from '../started.ts'

/** A project whose `plinth` connects through a pooler; `database` is beside it. */
export interface PooledProject extends CliProjectWithDatabase {
  readonly pooler: Pooler
  /** The database through the pooler. */
  readonly url: string
  start(args: readonly string[]): Started
  /** Opens all server connections that the pool may have. */
  fillPool(): Promise<void>
  /** Waits until a `migrate` that was started is in its `pg_sleep`. */
  sleeping(running: Started): Promise<void>
  /** What a run that is over must have left: no backend at work, and no advisory lock. */
  nothingHeld(): Promise<void>
}

/**
 * A pool as unkind as it may be: `size` server connections that are open already, and (settings: `server_round_robin: 1`) another one of
 * them for each transaction.
 */
export async function pooledProject(
  mode: PoolMode,
  { size = 5, ...settings }: Readonly<Record<string, string | number>> & { readonly size?: number } = {},
): Promise<PooledProject> {
  const roundRobin = mode === 'transaction' ? { server_round_robin: 1 } : {}
  const server = await testServer()
  const pooler = await startPooler(server.url, mode, { default_pool_size: size, ...roundRobin, ...settings })
  const project = await cliProjectWithDatabase()
  const { database } = project
  const url = pooler.through(database.url)
  const fillPool = async () => {
    await Promise.all(Array.from({ length: size }, () => queryOnce(url, 'select pg_sleep(0.2)')))
  }
  await fillPool()
  const run: CliProjectWithDatabase['run'] = (args, env) => project.run(args, { DATABASE_URL: url, ...env })
  return {
    ...project,
    pooler,
    url,
    run,
    fillPool,
    shows: (args, env) => project.shows(args, { DATABASE_URL: url, ...env }),
    start: (args) => startCli(args, { cwd: project.folder, env: { DATABASE_URL: url } }),
    sleeping: (running) =>
      until(async () => {
        if (running.hasEnded()) throw new Error(`it ended: ${running.output()}`)
        return (await database.query(asleepSql)).length > 0
      }),
    nothingHeld: () => until(async () => (await database.query(heldSql)).length === 0),
    [Symbol.asyncDispose]: async () => {
      await pooler.stop()
      await project[Symbol.asyncDispose]()
    },
  }
}

const asleepSql = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`

const heldSql = `select from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid() and backend_type = 'client backend'
  union all
  select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`

/** The second migration of the project, with another upgrade (and a downgrade that suits it, where it is to be undone). */
export function migrationWith(upgrade: string, downgrade = 'select 1;'): string {
  return migrationTwo
    .replace('ALTER TABLE users ADD COLUMN name text;', () => upgrade)
    .replace('ALTER TABLE users DROP COLUMN name;', () => downgrade)
}

export const secondPath = 'migrations/20260107090000_second.sql'
