import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../world.ts'
import { lockFileName, parseLock, printLock, type LockFile } from './lock-file.ts'
import { replaceFile } from './replace-file.ts'
import { readSideFile } from './side-files.ts'

/** The lock file of a folder of migrations; undefined where it has none. Throws E_FILE, E_MIGRATION_FORMAT with the line. */
export async function readLock(folder: string): Promise<LockFile | undefined> {
  const path = join(folder, lockFileName)
  return existsSync(path) ? parseLock(await readSideFile(path), path) : undefined
}

/** Writes it in one step: who reads meanwhile, or after a crash, finds the old one or the new one. Throws E_FILE. */
export function writeLock(world: World, folder: string, lock: LockFile): Promise<void> {
  return replaceFile(world, { folder, name: lockFileName, next: 'plinth verify --update' }, printLock(lock))
}
