import { access, chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PlinthError } from '../../errors.ts'
import type { RunResult, World } from '../../world.ts'
import { libraryEnv, programPath, type ServerBinaries } from './binaries.ts'
import { readLibraryLinks, writeLinksInPlace } from './library-links.ts'

interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** How to run the server's programs: PostgreSQL refuses to run as root. */
export interface Launch {
  readonly binaries: ServerBinaries
  /** For people: `as this user`, `in a user namespace`, `as user id 101`. */
  readonly how: string
  readonly prefix: readonly string[]
  readonly user?: SystemUser
}

const namespacePrefix = ['unshare', '-U', '--map-user=65534', '--map-group=65534', '--']
const readableCache = '/var/cache/plinth'

/**
 * Chooses how to run the programs on the cluster in `<folder>/data`, which may not exist yet. As root first in a
 * user namespace, where root goes by another id and keeps its access to its own files; else as another user.
 */
export async function chooseLaunch(world: World, binaries: ServerBinaries, folder: string): Promise<Launch> {
  if (world.userId !== 0) return { binaries, how: 'as this user', prefix: [] }
  const owner = await readOwner(join(folder, 'data'))
  const ownedByOther = owner !== undefined && owner.uid !== 0
  if (!ownedByOther && (await namespaceWorks(world, binaries, folder))) {
    return { binaries, how: 'in a user namespace', prefix: namespacePrefix }
  }
  return launchAsUser(world, binaries, folder)
}

/** Runs `initdb` to its end. */
export function runInitdb(
  world: World,
  launch: Launch,
  args: readonly string[],
  cwd: string,
): Promise<RunResult> {
  const [file, ...rest] = [...launch.prefix, programPath(world, launch.binaries.binDir, 'initdb'), ...args]
  const env = libraryEnv(world, launch.binaries)
  return world.run(file as string, rest, { cwd, env, ...launch.user })
}

/** Starts the server, detached. Returns its process id: the prefix execs, it does not fork. */
export function startServer(
  world: World,
  launch: Launch,
  args: readonly string[],
  place: { readonly cwd: string; readonly logFile: string },
): Promise<number> {
  const [file, ...rest] = [...launch.prefix, programPath(world, launch.binaries.binDir, 'postgres'), ...args]
  return world.start(file as string, rest, {
    ...place,
    env: libraryEnv(world, launch.binaries),
    ...launch.user,
  })
}

/** Gives a file or folder to the user the server runs as. */
export async function giveToServer(world: World, launch: Launch, path: string): Promise<void> {
  const { user } = launch
  if (user === undefined || (await readOwner(path))?.uid === user.uid) return
  await world.run('chown', ['-R', `${user.uid}:${user.gid}`, path])
}

/** Namespaces are forbidden in most containers, and root in one cannot pass the closed folders of others. */
async function namespaceWorks(world: World, binaries: ServerBinaries, folder: string): Promise<boolean> {
  if (world.platform !== 'linux') return false
  const program = programPath(world, binaries.binDir, 'postgres')
  const [file, ...args] = [...namespacePrefix, 'test', '-x', program, '-a', '-w', folder]
  return succeeds(world.run(file, args, { timeoutMs: 10_000 }))
}

async function launchAsUser(world: World, binaries: ServerBinaries, folder: string): Promise<Launch> {
  for (const user of await otherUsers(world, folder)) {
    // `.plinth` keeps its secrets in files of mode 0600; the server only passes through.
    await chmod(folder, 0o711)
    if (!(await succeeds(world.run('test', ['-x', folder], { cwd: '/', ...user })))) continue
    const readable = await readableBinaries(world, binaries, user)
    return { binaries: readable, how: `as user id ${user.uid}`, prefix: [], user }
  }
  throw new PlinthError('E_EMBEDDED', 'PostgreSQL does not run as root, and no other way was found here', {
    detail: `user namespaces are not available, and no other user may enter ${folder}`,
    hint: 'run as a normal user, or set DATABASE_URL to a server of your own',
  })
}

/** Whom to run as, best first: the cluster's owner, the project's owner, the users made for such things. */
async function otherUsers(world: World, folder: string): Promise<readonly SystemUser[]> {
  const owners = [await readOwner(join(folder, 'data')), await readOwner(dirname(folder))]
  const named = [await readUser(world, 'postgres'), await readUser(world, 'nobody')]
  return [...owners, ...named].filter((user) => user !== undefined && user.uid !== 0) as SystemUser[]
}

async function readUser(world: World, name: string): Promise<SystemUser | undefined> {
  try {
    const uid = await world.run('id', ['-u', name])
    const gid = await world.run('id', ['-g', name])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function readOwner(path: string): Promise<SystemUser | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && { uid: found.uid, gid: found.gid }
}

/** The programs themselves, or, when they lie in a closed home, a copy that the user can read. */
async function readableBinaries(
  world: World,
  binaries: ServerBinaries,
  user: SystemUser,
): Promise<ServerBinaries> {
  const program = programPath(world, binaries.binDir, 'postgres')
  const env = libraryEnv(world, binaries)
  if (await succeeds(world.run(program, ['--version'], { cwd: '/', env, ...user }))) return binaries
  const target = join(readableCache, `postgresql-${binaries.version}-${world.arch}`)
  if (!(await succeeds(access(target)))) await copyPackage(world, dirname(dirname(binaries.binDir)), target)
  return { ...binaries, binDir: join(target, 'native', 'bin'), libDir: undefined }
}

async function copyPackage(world: World, packageFolder: string, target: string): Promise<void> {
  const made = `${target}.new-${world.randomHex(4)}`
  await mkdir(made, { recursive: true, mode: 0o755 })
  const from = join(packageFolder, 'native')
  await cp(from, join(made, 'native'), { recursive: true, verbatimSymlinks: true })
  await writeLinksInPlace(await readLibraryLinks(made))
  // Another process may have been quicker: its copy is as good.
  await rename(made, target).catch(() => rm(made, { recursive: true, force: true }))
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}
