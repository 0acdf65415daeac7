import { draftLine, type LockLine } from '../migrations/lock-file.ts'
import type { Migration } from '../migrations/migration.ts'
import { changeLock, readLock } from '../migrations/lock-on-disk.ts'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { World } from '../world.ts'

/**
 * The lines that a lock file lacks of these migrations, as those of drafts. Those that are there stay, also where the file was edited since. Throws E_FILE,
 * E_MIGRATION_FORMAT when there is one that cannot be read.
 */
export async function missingLines(
  config: Config,
  migrations: readonly Migration[],
): Promise<readonly LockLine[]> {
  const there = await readLock(config.migrations)
  const lines: LockLine[] = []
  for (const migration of migrations) {
    if (there?.has(migration.id)) continue
    lines.push(draftLine(migration, await initChecksumOf(config, migration)))
  }
  return lines
}

/** Writes lines into the lock file beside those that are there then. Throws E_FILE, E_MIGRATION_FORMAT. */
export function addLines(
  world: World,
  { migrations: folder }: Config,
  lines: readonly LockLine[],
): Promise<void> {
  const added = new Map<RevisionId, LockLine>(lines.map((line) => [line.revision, line]))
  return changeLock(world, folder, async () => new Map([...added, ...((await readLock(folder)) ?? [])]))
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
