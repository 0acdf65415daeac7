import { constants, type BigIntStats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { PlinthError } from '../errors.ts'
import { fileError } from './file-error.ts'

/** A regular file that is open for reading. */
export interface OpenFile {
  /** The path it was opened by. */
  readonly path: string
  /** Its name as shown to people. */
  readonly shown: string
  readonly handle: FileHandle
  /** Of the open file, not of the path. */
  readonly stats: BigIntStats
}

/** Without O_NONBLOCK, opening a FIFO waits for a writer; O_NOCTTY: a terminal must not become ours. Windows has neither. */
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/**
 * Opens a file once; what is read afterwards is this file, whatever happens to its name.
 * Looks before it opens, because opening alone has effects on some devices, and again at what was opened.
 * Throws E_FILE, also for whatever is not a regular file.
 */
export async function openRegularFile(path: string, shown: string): Promise<OpenFile> {
  let handle: FileHandle | undefined
  try {
    refuseIrregular(await stat(path, { bigint: true }), shown)
    handle = await open(path, readOnly)
    const stats = await handle.stat({ bigint: true })
    refuseIrregular(stats, shown)
    return { path, shown, handle, stats }
  } catch (cause) {
    await handle?.close()
    throw fileError(shown, cause)
  }
}

/** Whether both are the same file, unchanged in between. */
export function isUnchanged(before: BigIntStats, now: BigIntStats): boolean {
  return isSameFile(before, now) && before.size === now.size && before.mtimeNs === now.mtimeNs
}

export function isSameFile(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

function refuseIrregular(stats: BigIntStats, shown: string): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw fileError(shown, { code: 'EISDIR' })
  throw new PlinthError('E_FILE', `${shown} is ${kindOf(stats)}, not a regular file`, {
    hint: 'Save what it gives as a file, and name that: cat <source> > sql/init.sql',
  })
}

function kindOf(stats: BigIntStats): string {
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device'
  return 'something else'
}
