import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  findServerBinaries,
  readPackageBinaries,
  type ServerBinaries,
} from '../../src/database/embedded/binaries.ts'
import { startEmbedded, stopEmbedded } from '../../src/database/embedded/server.ts'
import { realWorld, type World } from '../../src/world.ts'

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
/** Nothing in a test run must survive a power cut, and every worker has connections of its own. */
const testSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
}

/** The server the environment names, else one in a container, else one from real server programs. */
export async function openEngine(world: World = realWorld(repository)): Promise<Engine> {
  const given = world.env['TEST_DATABASE_URL']
  if (given) return { url: given, how: 'TEST_DATABASE_URL', stop: async () => {} }
  return (await tryContainer(world)) ?? startPrograms(world)
}

function wantedMajor(world: World): number | undefined {
  return world.env['PLINTH_TEST_MAJOR'] ? Number(world.env['PLINTH_TEST_MAJOR']) : undefined
}

/** Undefined when there is no container engine, or it has no way to the image. */
async function tryContainer(world: World): Promise<Engine | undefined> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers')
    await getContainerRuntimeClient()
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
    const image = `postgres:${wantedMajor(world) ?? newestMajor}`
    const settings = Object.entries(testSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const container = await new PostgreSqlContainer(image)
      .withDatabase('postgres')
      .withCommand(['postgres', ...settings])
      .start()
    const stop = async () => {
      await container.stop()
    }
    return { url: container.getConnectionUri(), how: `container ${image}`, stop }
  } catch {
    return undefined
  }
}

async function startPrograms(world: World): Promise<Engine> {
  const binaries = await findTestBinaries(world)
  const home = await mkdtemp(join(tmpdir(), 'plinth-test-'))
  const folder = join(home, '.plinth')
  const server = await startEmbedded(world, folder, { binaries, settings: testSettings })
  const url = new URL(server.url)
  url.pathname = '/postgres'
  const stop = async () => {
    await stopEmbedded(world, folder)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  return { url: url.href, how: `PostgreSQL ${server.version} from ${binaries.binDir}`, stop }
}

/** Programs of the wanted major version: those installed by scripts/install-majors.mjs, else any on the machine. */
async function findTestBinaries(
  world: World,
  major: number | undefined = wantedMajor(world),
): Promise<ServerBinaries> {
  const linkFolder = join(repository, '.cache', 'lib', String(major ?? newestMajor))
  const wanted = major === undefined ? {} : { major }
  const aliased = join(repository, '.cache', 'majors', 'node_modules', `pg${major ?? newestMajor}`)
  const found =
    (await readPackageBinaries(world, aliased, linkFolder)) ??
    (await findServerBinaries(world, repository, { ...wanted, linkFolder }))
  if (found !== undefined) return found
  throw new Error(
    `no server programs of PostgreSQL ${major ?? 'any version'} here: run node scripts/install-majors.mjs`,
  )
}
