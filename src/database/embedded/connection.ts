import postgres from 'postgres'
import type { World } from '../../world.ts'
import { renderUrl, type ServerSettings } from './settings.ts'

const lookTimeoutMs = 5_000
const createTimeoutMs = 60_000

/** What one look at the running server tells. */
export interface Answer {
  readonly version: string
  readonly hasDatabase: boolean
}

/** Logs in for real. Rejects with the driver's error when the server does not answer in time, or refuses. */
export function readAnswer(world: World, settings: ServerSettings, port: number): Promise<Answer> {
  const to = { url: renderUrl(settings, port, 'postgres'), timeoutMs: lookTimeoutMs }
  return withConnection(world, to, async (sql) => {
    const [row] = await sql<[{ version: string; found: boolean }]>`
      select current_setting('server_version') as version,
             exists (select from pg_database where datname = ${settings.database}) as found`
    // Packagers add their own words: "15.18 (Debian 15.18-0+deb12u1)".
    return { version: row.version.split(' ')[0] as string, hasDatabase: row.found }
  })
}

/** Creates the project's database. Another process may have done so in the meantime. */
export async function createDatabase(world: World, settings: ServerSettings, port: number): Promise<void> {
  const to = { url: renderUrl(settings, port, 'postgres'), timeoutMs: createTimeoutMs }
  await withConnection(world, to, async (sql) => {
    await sql`create database ${sql(settings.database)}`.catch((error: { code?: string }) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error
    })
  })
}

async function withConnection<T>(
  world: World,
  { url, timeoutMs }: { readonly url: string; readonly timeoutMs: number },
  use: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, prepare: false, fetch_types: false, onnotice: () => {} })
  const stop = new AbortController()
  // The driver reconnects for ever to a port that accepts and closes, so it gets a deadline of ours.
  const deadline = world.sleep(timeoutMs, stop.signal).then(() => {
    throw Object.assign(new Error(`the server did not answer within ${timeoutMs} ms`), { code: 'TIMEOUT' })
  })
  deadline.catch(() => {})
  try {
    return await Promise.race([use(sql), deadline])
  } finally {
    stop.abort()
    await sql.end({ timeout: 0 })
  }
}
