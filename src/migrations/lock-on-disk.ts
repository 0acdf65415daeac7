import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { World } from '../world.ts'
import { lockFileName, parseLock, printLock, type LockFile } from './lock-file.ts'
import { readSideFile } from './side-files.ts'

/** The lock file of a folder of migrations; undefined where it has none. Throws E_FILE, E_MIGRATION_FORMAT with the line. */
export async function readLock(folder: string): Promise<LockFile | undefined> {
  const path = join(folder, lockFileName)
  return existsSync(path) ? parseLock(await readSideFile(path), path) : undefined
}

/** Writes it in one step: who reads meanwhile, or after a crash, finds the old one or the new one. Throws E_FILE. */
export async function writeLock(world: World, folder: string, lock: LockFile): Promise<void> {
  const path = join(folder, lockFileName)
  // A dot file is no migration, and no file of the project.
  const made = join(folder, `.${lockFileName}.${world.randomHex(4)}`)
  try {
    await writeFile(made, printLock(lock), { flag: 'wx' })
    await rename(made, path)
  } catch (cause) {
    await rm(made, { force: true }).catch(() => {})
    throw new PlinthError('E_FILE', `${path} cannot be written`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      hint: 'Check that you may write to the migrations folder; then: plinth verify --update',
      cause,
    })
  }
}
