import { existsSync } from 'node:fs'
import { chown, constants, cp, rm, stat, writeFile as writeNew } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { readPackageBinaries, type ServerBinaries } from '../../src/database/embedded/binaries.ts'
import { startEmbedded, stopEmbedded } from '../../src/database/embedded/server.ts'
import { realWorld } from '../../src/world.ts'
import { makeServerHome } from '../support/server-home.ts'

/** A server of one test file's own, from our own programs: for settings that the shared one must not have. */
export interface OwnServer {
  /** Superuser, maintenance database, over TCP. */
  readonly url: string
  readonly port: number
  readonly major: number
  readonly dataDir: string
  /** Runs SQL text as superuser, in `database` or the maintenance database. */
  query(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>
  /** Writes a file into the data directory, as the server's own user, closed to others: a key must belong to the server. */
  writeFile(name: string, text: string): Promise<void>
  /** Puts these lines above the rest of `pg_hba.conf` and loads it. */
  allow(...lines: readonly string[]): Promise<void>
  /** Sets what can be set without a restart, and waits until new connections see it. */
  set(settings: Readonly<Record<string, string>>): Promise<void>
  /** A streaming standby of this server: a copy of it that follows. This server is stopped for a moment. */
  standby(): Promise<OwnServer>
  /** Starts it, which is stopped, as a standby that follows nobody. */
  demote(): Promise<void>
  stop(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const world = realWorld(repository)
const fast = { fsync: 'off', full_page_writes: 'off' }

/** Starts a server with these settings beyond the usual ones; of the major version under test unless another is asked for. */
export async function ownServer(
  settings: Readonly<Record<string, string>> = {},
  major = process.env['PLINTH_TEST_MAJOR'],
): Promise<OwnServer> {
  return openAt(await makeServerHome('plinth-own-'), settings, major)
}

/** Whether there are programs of another major version. */
export function hasMajor(major: string): boolean {
  return existsSync(join(repository, '.cache', 'majors', 'node_modules', `pg${major}`))
}

async function openAt(
  home: string,
  settings: Readonly<Record<string, string>>,
  wanted: string | undefined,
): Promise<OwnServer> {
  const folder = join(home, '.plinth')
  const binaries = await wantedBinaries(wanted)
  const boot = () =>
    startEmbedded(world, folder, { ...(binaries ? { binaries } : {}), settings: { ...fast, ...settings } })
  const { port, dataDir, version, url: first } = await boot()
  const at = (database: string) => Object.assign(new URL(first), { pathname: `/${database}` }).href
  const query: OwnServer['query'] = async (text, database = 'postgres') => {
    const sql = postgres(at(database), { max: 1, prepare: false, fetch_types: false, onnotice: () => {} })
    try {
      return [...(await sql.unsafe(text))] as Record<string, unknown>[]
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  const loaded = async () => (await query('select pg_conf_load_time()::text as at'))[0]?.['at']
  const reload = async () => {
    const before = await loaded()
    await query('select pg_reload_conf()')
    // A new connection knows what the postmaster knows.
    while ((await loaded()) === before) await world.sleep(20)
  }
  const set: OwnServer['set'] = async (changes) => {
    for (const [name, value] of Object.entries(changes))
      await query(`alter system set ${name} = ${quoted(value)}`)
    await reload()
  }
  const writeFile = async (name: string, text: string) => {
    const lines = `pg_catalog.unnest(array[${text.trimEnd().split('\n').map(quoted).join(', ')}])`
    await query(`copy (select ${lines}) to program 'umask 077; cat > ${name}.new; mv ${name}.new ${name}'`)
  }
  const allow = async (...lines: readonly string[]) => {
    const usual = 'host all postgres 127.0.0.1/32 scram-sha-256\nlocal all postgres scram-sha-256'
    await writeFile('pg_hba.conf', [usual, ...lines].join('\n'))
    const [bad] = await query('select error from pg_hba_file_rules where error is not null')
    if (bad) throw new Error(`pg_hba.conf: ${String(bad['error'])}`)
    await reload()
  }
  const stop = async () => void (await stopEmbedded(world, folder))
  const start = async () => void (await boot())
  const demote = async () => {
    await markStandby(dataDir)
    await start()
  }
  const standby = async () => {
    const place = await makeServerHome('plinth-own-')
    await stop()
    await cp(folder, join(place, '.plinth'), { recursive: true, mode: constants.COPYFILE_FICLONE })
    await start()
    await markStandby(join(place, '.plinth', 'data'))
    const { password } = new URL(first)
    const primary = `host=127.0.0.1 port=${port} user=postgres password=${password}`
    return openAt(place, { ...settings, primary_conninfo: primary }, wanted)
  }
  return {
    url: at('postgres'),
    port,
    major: Number.parseInt(version, 10),
    dataDir,
    query,
    writeFile,
    allow,
    set,
    stop,
    start,
    standby,
    demote,
    [Symbol.asyncDispose]: async () => {
      await stopEmbedded(world, folder)
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function markStandby(dataDir: string): Promise<void> {
  const signal = join(dataDir, 'standby.signal')
  await writeNew(signal, '')
  const { uid, gid } = await stat(dataDir)
  await chown(signal, uid, gid)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Those of a major version, or undefined: any that are found. */
async function wantedBinaries(major: string | undefined): Promise<ServerBinaries | undefined> {
  if (!major) return undefined
  const folder = join(repository, '.cache', 'majors', 'node_modules', `pg${major}`)
  const found = await readPackageBinaries(world, folder, join(repository, '.cache', 'lib', major))
  if (found !== undefined) return found
  throw new Error(`no server programs of PostgreSQL ${major} here: run node scripts/install-majors.mjs`)
}
