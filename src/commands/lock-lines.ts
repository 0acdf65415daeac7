import { draftLine, type LockFile, type LockLine } from '../migrations/lock-file.ts'
import type { Migration } from '../migrations/migration.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'

/**
 * The lock file with a line for each of these migrations: those that have none get that of a draft, the others stay, also where the file was edited
 * since. Throws E_FILE, E_MIGRATION_FORMAT when there is one that cannot be read.
 */
export async function completedLock(config: Config, migrations: readonly Migration[]): Promise<LockFile> {
  const lines = new Map<RevisionId, LockLine>(await readLock(config.migrations))
  for (const migration of migrations) {
    if (lines.has(migration.id)) continue
    lines.set(migration.id, draftLine(migration, await initChecksumOf(config, migration)))
  }
  return lines
}

/** The checksum of the init script with its includes; undefined of what is no baseline, and of a script that cannot be read, of which `validate` says why. */
export async function initChecksumOf(
  { reading }: Config,
  { init }: Pick<Migration, 'init'>,
): Promise<string | undefined> {
  if (init === undefined) return undefined
  const { readInitScript } = await import('../scripts/read-init-script.ts')
  const script = readInitScript(init, reading)
  try {
    for await (const stretch of script.stretches) void stretch
    return script.sha256()
  } catch (error) {
    if (error instanceof PlinthError) return undefined
    throw error
  }
}
