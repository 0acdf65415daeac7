import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PlinthError } from '../../errors.ts'
import type { World } from '../../world.ts'
import { majorOf } from './binaries.ts'
import { giveToServer, runInitdb, startServer, type Launch } from './launch.ts'
import { readPostmaster, readProcessMark, removeMisleadingPidFile } from './processes.ts'

const startTimeoutMs = 180_000
const stopTimeoutMs = 60_000
const pollMs = 10

/** How an attempt to start went. */
export type StartOutcome =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'failed'; readonly log: string }

export interface StartRequest {
  readonly dataDir: string
  readonly port: number
  readonly logFile: string
  /** Server settings beyond Plinth's own, given with `-c`. */
  readonly settings: Readonly<Record<string, string>>
}

/** Makes the cluster beside its place and renames it there, so that `data` is whole or absent. */
export async function initCluster(
  world: World,
  launch: Launch,
  { dataDir, password }: { readonly dataDir: string; readonly password: string },
): Promise<void> {
  await removeWrecks(dataDir)
  for (const locale of ['C.UTF-8', 'C']) {
    const failure = await tryInitdb(world, launch, { dataDir, password, locale })
    if (failure === undefined) return
    if (locale === 'C.UTF-8' && /locale/i.test(failure)) continue
    throw new PlinthError('E_EMBEDDED', 'initdb could not make the embedded cluster', {
      detail: failure,
      hint: 'set DATABASE_URL to a server of your own, or correct what initdb complains about',
    })
  }
}

async function tryInitdb(
  world: World,
  launch: Launch,
  { dataDir, password, locale }: { dataDir: string; password: string; locale: string },
): Promise<string | undefined> {
  const made = `${dataDir}.new-${world.randomHex(4)}`
  const passwordFile = `${made}.password`
  try {
    await mkdir(made, { mode: 0o700 })
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    await giveToServer(world, launch, made)
    await giveToServer(world, launch, passwordFile)
    const auth = ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    const text = ['-E', 'UTF8', `--locale=${locale}`]
    await runInitdb(world, launch, ['-D', made, '-U', 'postgres', '-N', ...text, ...auth], dirname(dataDir))
    await rename(made, dataDir)
    return undefined
  } catch (error) {
    await rm(made, { recursive: true, force: true, maxRetries: 5 })
    return (error as { stderr?: string }).stderr || (error as Error).message
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** What a killed `initdb` left beside the data directory. */
async function removeWrecks(dataDir: string): Promise<void> {
  const folder = dirname(dataDir)
  for (const name of await readdir(folder)) {
    if (!name.startsWith('data.new-')) continue
    // The orphaned initdb may still be writing; it gives up when its folder goes.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

/** The major version of an existing cluster; undefined when there is none. */
export async function readClusterMajor(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : majorOf(text)
}

/** Starts the server and waits until it takes connections, or has ended. */
export async function startCluster(
  world: World,
  launch: Launch,
  request: StartRequest,
): Promise<StartOutcome> {
  await giveToServer(world, launch, request.dataDir)
  const deadline = world.monotonicMs() + startTimeoutMs
  for (;;) {
    const outcome = await tryStart(world, launch, { ...request, deadline })
    // The children of a killed server take a moment to notice that it is gone.
    const orphans = outcome.kind === 'failed' && outcome.log.includes('pre-existing shared memory block')
    if (!orphans || world.monotonicMs() > deadline) return outcome
    await world.sleep(200)
  }
}

async function tryStart(
  world: World,
  launch: Launch,
  request: StartRequest & { readonly deadline: number },
): Promise<StartOutcome> {
  const { dataDir, logFile, deadline } = request
  await removeMisleadingPidFile(world, dataDir)
  await rename(logFile, `${logFile}.old`).catch(() => {})
  const pid = await startServer(world, launch, serverArguments(request), { cwd: dirname(dataDir), logFile })
  while ((await readProcessMark(world, pid)) !== undefined) {
    const postmaster = await readPostmaster(dataDir)
    if (postmaster?.pid === pid && postmaster.ready) return { kind: 'ready', pid }
    if (world.monotonicMs() > deadline) return { kind: 'failed', log: await readLog(logFile) }
    await world.sleep(pollMs)
  }
  const log = await readLog(logFile)
  const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(log)
  return portTaken ? { kind: 'port-taken' } : { kind: 'failed', log }
}

function serverArguments({ dataDir, port, settings }: StartRequest): readonly string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    ...settings,
  }
  return ['-D', dataDir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Asks the server for a fast shutdown and waits for its end. */
export async function stopCluster(world: World, pid: number): Promise<void> {
  world.signal(pid, 'SIGINT')
  const mark = await readProcessMark(world, pid)
  const deadline = world.monotonicMs() + stopTimeoutMs
  while (mark !== undefined && (await readProcessMark(world, pid)) === mark) {
    if (world.monotonicMs() > deadline) {
      throw new PlinthError(
        'E_EMBEDDED',
        `the embedded server has not stopped within ${stopTimeoutMs / 1000} s`,
        {
          detail: `process ${pid} was asked for a fast shutdown and is still running`,
          hint: 'wait for it, or see .plinth/server.log',
        },
      )
    }
    await world.sleep(pollMs)
  }
}

async function readLog(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-15).join('\n')
}
