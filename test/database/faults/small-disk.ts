import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm, statfs, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const megabyte = 1e6

/** A disk so small that a test can fill it. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves so many megabytes free. */
  leave(megabytes: number): Promise<void>
  /** Gives the folder to the user that a server runs as. */
  giveTo(owner: { readonly uid: number; readonly gid: number }): Promise<void>
  /** Moves a folder there, and leaves a link where it was. */
  take(path: string): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A disk in memory; undefined where none can be mounted, as without root. */
export async function smallDisk(): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-disk-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=0700', 'plinth-test', folder]).then(
    () => true,
    () => false,
  )
  if (!mounted) {
    await remove()
    return undefined
  }
  return {
    folder,
    leave: async (megabytes) => {
      const { blocks, bfree, bsize } = await statfs(folder)
      const size = (blocks - bfree) * bsize + megabytes * megabyte
      await run('mount', ['-o', `remount,size=${size}`, folder])
    },
    giveTo: ({ uid, gid }) => chown(folder, uid, gid),
    take: async (path) => {
      const there = join(folder, basename(path))
      await run('mv', [path, there])
      await symlink(there, path)
    },
    [Symbol.asyncDispose]: async () => {
      await run('umount', [folder])
      await remove()
    },
  }
}
