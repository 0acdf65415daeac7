import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

/** The server of this test run. */
export interface TestServer {
  /** Superuser, maintenance database. */
  readonly url: string
  readonly major: number
  /** Where it comes from, for people. */
  readonly how: string
  createDatabase(): Promise<TestDatabase>
}

/** A database of one test's own. */
export interface TestDatabase {
  readonly url: string
  readonly name: string
  /** Drops it, ending every connection to it. */
  drop(): Promise<void>
  /** Runs SQL text, which may hold several statements; the rows are those of the last one that has any. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
}

let opened: Promise<TestServer> | undefined

/** The server that test/support/global-setup.ts started for this run. */
export function testServer(): Promise<TestServer> {
  opened ??= openTestServer()
  return opened
}

async function openTestServer(): Promise<TestServer> {
  const { PLINTH_TEST_SERVER_URL: url, PLINTH_TEST_SERVER_HOW: how = '' } = process.env
  if (!url)
    throw new Error('no test server: the vitest project needs globalSetup test/support/global-setup.ts')
  const [row] = await queryOnce(url, `select current_setting('server_version_num')::int / 10000 as major`)
  return { url, how, major: row?.['major'] as number, createDatabase: () => createDatabase(url) }
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `plinth_test_${randomBytes(6).toString('hex')}`
  await queryOnce(serverUrl, `create database ${name} template template0 encoding 'UTF8'`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  let sql: postgres.Sql | undefined
  return {
    url: url.href,
    name,
    query: async (text) => {
      sql ??= connect(url.href)
      return lastRows(await sql.unsafe(text))
    },
    drop: async () => {
      await sql?.end({ timeout: 1 })
      sql = undefined
      await queryOnce(serverUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/** Runs SQL text on a connection of its own. */
export async function queryOnce(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const sql = connect(url)
  try {
    return lastRows(await sql.unsafe(text))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, prepare: false, fetch_types: false, max_lifetime: null, onnotice: () => {} })
}

/** Several statements give a list of results, one gives its rows. */
function lastRows(result: readonly unknown[]): readonly Record<string, unknown>[] {
  const results = result.some(Array.isArray) ? (result as readonly unknown[][]) : [result]
  return [...(results.findLast((rows) => rows.length > 0) ?? [])] as Record<string, unknown>[]
}

/** SQL that ends a backend and returns when it is gone. (`pg_terminate_backend` waits by itself from PostgreSQL 14 on only.) */
export function endBackendSql(pid: number): string {
  return `do $$ begin perform pg_terminate_backend(${pid});
    while exists (select from pg_stat_activity where pid = ${pid}) loop
      perform pg_sleep(0.01); perform pg_stat_clear_snapshot();
    end loop; end $$`
}

/** A server before 14, or not on Linux, does not look for its client during a statement: the backend of one that is gone sleeps on. */
export async function endUnnoticed(database: TestDatabase): Promise<void> {
  const looks = `select from pg_settings where name = 'client_connection_check_interval' and version() ~ 'linux'`
  if ((await database.query(looks)).length > 0) return
  const ended = await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name ~ '^plinth:' and wait_event = 'PgSleep'`)
  if (ended.length !== 1) throw new Error(`${ended.length} backends were asleep`)
}
