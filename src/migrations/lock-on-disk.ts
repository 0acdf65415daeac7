import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../world.ts'
import { holdFile } from './hold-file.ts'
import { lockFileName, parseLock, printLock, type LockFile } from './lock-file.ts'
import { replaceFile } from './replace-file.ts'
import { readSideFile } from './side-files.ts'

/** The lock file of a folder of migrations; undefined where it has none. Throws E_FILE, E_MIGRATION_FORMAT with the line. */
export async function readLock(folder: string): Promise<LockFile | undefined> {
  const path = join(folder, lockFileName)
  return existsSync(path) ? parseLock(await readSideFile(path), path) : undefined
}

/**
 * Writes it in one step: who reads meanwhile, or after a crash, finds the old one or the new one. `change` makes the new one of what is there then: of several
 * processes that do this at once each finds what the one before it wrote. Throws E_FILE, and what `change` throws.
 */
export function changeLock(world: World, folder: string, change: () => Promise<LockFile>): Promise<void> {
  const file = { folder, name: lockFileName, next: 'plinth verify --update' }
  return holdFile(world, file, async () => replaceFile(world, file, printLock(await change())))
}
