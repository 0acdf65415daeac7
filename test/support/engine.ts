import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  findServerBinaries,
  readPackageBinaries,
  type ServerBinaries,
} from '../../src/database/embedded/binaries.ts'
import { startEmbedded, stopEmbedded } from '../../src/database/embedded/server.ts'
import { realWorld, type World } from '../../src/world.ts'
import { makeServerHome } from './server-home.ts'

/** The server of one test run. */
export interface Engine {
  /** Superuser, maintenance database. */
  readonly url: string
  /** One line for people. */
  readonly how: string
  stop(): Promise<void>
}

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const newestMajor = 18
/** On every container of ours, with the id of the run. Should one ever be left: docker rm -fv $(docker ps -aq --filter label=plinth.test) */
const label = 'plinth.test'
const engineTimeoutMs = 10_000
/** Nothing in a test run must survive a power cut, and every worker has connections of its own. */
const testSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
}

/** A server in a container, else one from real server programs. */
export async function openEngine(world: World = realWorld(repository)): Promise<Engine> {
  const container = await tryContainer(world)
  return 'url' in container ? container : startPrograms(world, container.because)
}

function wantedMajor(world: World): number | undefined {
  return world.env['PLINTH_TEST_MAJOR'] ? Number(world.env['PLINTH_TEST_MAJOR']) : undefined
}

/** Or why not: there is no container engine, or it has no way to the image. */
async function tryContainer(world: World): Promise<Engine | { readonly because: string }> {
  if (!(await containerEngineAnswers(world))) {
    const host = world.env['DOCKER_HOST']
    return { because: `no container engine answers${host ? ` at DOCKER_HOST=${host}` : ''}` }
  }
  const image = `postgres:${wantedMajor(world) ?? newestMajor}`
  try {
    return await startContainer(world, image)
  } catch (error) {
    const [reason] = (error as Error).message.trim().split('\n')
    return { because: `the container engine cannot start ${image}: ${reason}` }
  }
}

/** An engine that hangs counts as none. */
async function containerEngineAnswers(world: World): Promise<boolean> {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const client = getContainerRuntimeClient().then(
    () => true,
    () => false,
  )
  return Promise.race([client, world.sleep(engineTimeoutMs).then(() => false)])
}

async function startContainer(world: World, image: string): Promise<Engine> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  const run = world.randomHex(6)
  const stop = () => removeContainer(run)
  const settings = Object.entries(testSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const container = new PostgreSqlContainer(image)
    .withDatabase('postgres')
    .withUsername('postgres')
    // Random, as tests look for it where it must not be.
    .withPassword(world.randomHex(16))
    .withCommand(['postgres', ...settings])
    .withLabels({ [label]: run })
    // server-process.ts sees to it, however the run ends. The library's own way needs a second image and the engine's socket.
    .withAutoCleanup(false)
  try {
    const started = await container.start()
    return { url: started.getConnectionUri(), how: `container ${image}`, stop }
  } catch (error) {
    // The library leaves a container that ended by itself.
    await stop()
    throw error
  }
}

async function removeContainer(run: string): Promise<void> {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const engine = await getContainerRuntimeClient()
  const container = await engine.container.fetchByLabel(label, run)
  await container?.remove({ force: true, v: true })
}

async function startPrograms(world: World, because: string): Promise<Engine> {
  const binaries = await findTestBinaries(world, because)
  const home = await makeServerHome('plinth-test-')
  const folder = join(home, '.plinth')
  const stop = async () => {
    await stopEmbedded(world, folder)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const server = await startEmbedded(world, folder, { binaries, settings: testSettings })
    const url = new URL(server.url)
    url.pathname = '/postgres'
    return { url: url.href, how: `PostgreSQL ${server.version} from ${binaries.binDir}, as ${because}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Programs of the wanted major version: those installed by scripts/install-majors.mjs, else any on the machine. */
async function findTestBinaries(world: World, because: string): Promise<ServerBinaries> {
  const major = wantedMajor(world)
  const linkFolder = join(repository, '.cache', 'lib', String(major ?? newestMajor))
  const wanted = major === undefined ? {} : { major }
  const aliased = join(repository, '.cache', 'majors', 'node_modules', `pg${major ?? newestMajor}`)
  const found =
    (await readPackageBinaries(world, aliased, linkFolder)) ??
    (await findServerBinaries(world, repository, { ...wanted, linkFolder }))
  if (found !== undefined) return found
  throw new Error(
    `${because}, and no server programs of PostgreSQL ${major ?? 'any version'} are here: run node scripts/install-majors.mjs, or set TEST_DATABASE_URL`,
  )
}
