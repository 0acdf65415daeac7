import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { lockFileName, type LockFile } from '../migrations/lock-file.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import type { Migration } from '../migrations/migration.ts'

/** What is no fault, and what to do about it. */
export interface Note {
  readonly text: string
  readonly next: string
}

const next = 'plinth verify --update'

/** Whether `init` could recognise a database that is at any of these revisions; undefined: it could, or the lock file cannot be read, which is a finding. */
export async function lockNote(
  { migrations: folder }: Pick<Config, 'migrations'>,
  migrations: readonly Pick<Migration, 'id'>[],
): Promise<Note | undefined> {
  if (migrations.length === 0) return undefined
  const lock = await readLock(folder).catch((error: unknown) => {
    if (error instanceof PlinthError) return error
    throw error
  })
  if (lock instanceof PlinthError) return undefined
  if (lock === undefined)
    return { text: `there is no ${lockFileName}: init knows a database that is there by names only`, next }
  const drafts = migrations.filter(({ id }) => !isProven(lock, id)).length
  if (drafts === 0) return undefined
  const which = migrations.length === 1 ? 'the revision' : `${drafts} of ${migrations.length} revisions`
  return { text: `${lockFileName} has no fingerprint of ${which}, by which init would recognise it`, next }
}

function isProven(lock: LockFile, id: Migration['id']): boolean {
  return lock.get(id)?.fingerprint !== undefined
}

/** The note on a lock file that a new migration was written into: only where others had fingerprints, or have lines of which nobody knew. */
export async function noteOnNew({
  before,
  config,
  migrations,
}: {
  readonly before: LockFile | undefined
  readonly config: Config
  readonly migrations: readonly Pick<Migration, 'id'>[]
}): Promise<Note | undefined> {
  const isLost = before === undefined
  const isUsed = before !== undefined && [...before.keys()].some((id) => isProven(before, id))
  const note = isLost || isUsed ? await lockNote(config, migrations) : undefined
  return note && { ...note, text: `${note.text}; once the new one is written` }
}
