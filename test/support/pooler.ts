import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './proxy.ts'
import { queryOnce } from './server.ts'

export type PoolMode = 'session' | 'transaction' | 'statement'

/** A PgBouncer in front of the server of the test run. */
export interface Pooler {
  /** The same database and user, through the pooler. */
  through(url: string): string
  /** Runs a command of the pooler's admin console: `RELOAD`, `PAUSE`, `SHOW SERVERS`, … */
  admin(command: string): Promise<readonly Record<string, unknown>[]>
  /** What it logged so far. */
  log(): Promise<string>
  stop(): Promise<void>
}

const repository = join(import.meta.dirname, '../..')

/** The program to test with: what PLINTH_TEST_PGBOUNCER names, else what scripts/install-pgbouncer.mjs installed. */
export const poolerProgram =
  process.env['PLINTH_TEST_PGBOUNCER'] ??
  ['18', '17', '15']
    .map((major) => join(repository, '.cache/pgbouncer', major, 'pgbouncer'))
    .find((path) => existsSync(path))

export const poolerMissing =
  'SKIPPED: no PgBouncer: node scripts/install-pgbouncer.mjs, or PLINTH_TEST_PGBOUNCER=/path/to/pgbouncer'

/** Starts one on a free port. `settings` are lines of its section [pgbouncer]. */
export async function startPooler(
  serverUrl: string,
  mode: PoolMode,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<Pooler> {
  if (poolerProgram === undefined) throw new Error(poolerMissing)
  const folder = await mkdtemp(join(tmpdir(), 'plinth-pooler-'))
  const port = await freePort()
  const log = join(folder, 'log')
  await writeFile(
    join(folder, 'ini'),
    iniText(serverUrl, { ...defaults, pool_mode: mode, listen_port: port, logfile: log, ...settings }),
  )
  await writeFile(log, '')
  // It drops the rights of root after its start.
  for (const [path, bits] of [
    [folder, 0o755],
    [log, 0o666],
  ] as const)
    await chmod(path, bits)
  const child = spawn(
    'sh',
    ['-c', untilInputEnds, 'sh', poolerProgram, '-q', ...asUser(), join(folder, 'ini')],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  const consoleUrl = `postgres://pgbouncer@127.0.0.1:${port}/pgbouncer`
  const pooler: Pooler = {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    admin: (command) => queryOnce(consoleUrl, command),
    log: () => readFile(log, 'utf8'),
    stop: async () => {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
  await answering(pooler).catch(async (error: unknown) => {
    await pooler.stop()
    throw error
  })
  return pooler
}

const defaults = {
  listen_addr: '127.0.0.1',
  unix_socket_dir: '',
  // Whoever comes is logged in to the server as the user of the test run.
  auth_type: 'any',
  // As which `any` logs in to the console.
  admin_users: 'pgbouncer',
  default_pool_size: 20,
  max_client_conn: 200,
  server_login_retry: 1,
}

function iniText(serverUrl: string, settings: Readonly<Record<string, string | number>>): string {
  const { hostname, port, username, password } = new URL(serverUrl)
  const quoted = (text: string) => `'${decodeURIComponent(text).replaceAll("'", "''")}'`
  const server = `host=${hostname.replace(/^\[|\]$/g, '')} port=${port || '5432'} user=${quoted(username)} password=${quoted(password)}`
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', `* = ${server}`, '[pgbouncer]', ...lines, ''].join('\n')
}

/** It must not outlive the run, however that ends. It has nothing to tidy up. */
const untilInputEnds = 'exec 3<&0; "$@" </dev/null & read line <&3; kill -KILL $!; wait'

/** PgBouncer refuses to run as root. */
function asUser(): readonly string[] {
  return process.getuid?.() === 0 ? ['-u', 'nobody'] : []
}

async function answering(pooler: Pooler): Promise<void> {
  const began = performance.now()
  const answers = () =>
    pooler.admin('SHOW VERSION').then(
      () => true,
      () => false,
    )
  while (!(await answers())) {
    if (performance.now() - began > 30_000)
      throw new Error(`PgBouncer does not answer: ${await pooler.log()}`)
    await pause(50)
  }
}

async function end(child: ChildProcessByStdio<Writable, null, null>): Promise<void> {
  const exit = once(child, 'exit')
  child.stdin.end()
  await exit
}
