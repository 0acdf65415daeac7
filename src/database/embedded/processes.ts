import { readFile, readlink, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { World } from '../../world.ts'

/** What a running server writes about itself into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** Reads `postmaster.pid`. The file alone proves nothing: it stays behind when the server is killed. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n').map((line) => line.trim()) ?? []
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port, ready: lines[7] === 'ready' }
}

/** The server that runs on `dataDir`: its file, and a live process that fits to it. */
export async function findPostmaster(world: World, dataDir: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(dataDir)
  if (postmaster === undefined) return undefined
  return (await isPostmasterOf(world, postmaster.pid, dataDir)) ? postmaster : undefined
}

/**
 * Removes a `postmaster.pid` whose process id now belongs to something else, or to a zombie: PostgreSQL only
 * asks whether the id is in use, and would refuse to start. A file with a dead id it handles itself.
 */
export async function removeMisleadingPidFile(world: World, dataDir: string): Promise<void> {
  const postmaster = await readPostmaster(dataDir)
  if (postmaster === undefined || !world.signal(postmaster.pid, 0)) return
  if (await isPostmasterOf(world, postmaster.pid, dataDir)) return
  await rm(join(dataDir, 'postmaster.pid'), { force: true })
}

/**
 * A mark that tells a process from a later one with the same id: when it began, in the kernel's count.
 * `-` where the system does not tell; undefined when the process is gone or a zombie.
 */
export async function readProcessMark(world: World, pid: number): Promise<string | undefined> {
  if (!world.signal(pid, 0)) return undefined
  if (world.platform !== 'linux') return '-'
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat === undefined) return world.signal(pid, 0) ? '-' : undefined
  // After "pid (name) " comes the state, field 3; the start time is field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : (fields[19] ?? '-')
}

async function isPostmasterOf(world: World, pid: number, dataDir: string): Promise<boolean> {
  if ((await readProcessMark(world, pid)) === undefined) return false
  if (world.platform === 'win32') return true
  if (world.platform !== 'linux') return psNames(world, pid, dataDir)
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const [program = '', ...args] = commandLine.split('\0')
  if (!['postgres', 'postmaster'].includes(basename(program))) return false
  // The server's working directory is its data directory, even after a rename; not always ours to read.
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return workingDirectory === undefined ? args.includes(dataDir) : workingDirectory === dataDir
}

async function psNames(world: World, pid: number, dataDir: string): Promise<boolean> {
  const ps = await world.run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined)
  return ps !== undefined && ps.stdout.includes('postgres') && ps.stdout.includes(dataDir)
}
