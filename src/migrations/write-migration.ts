import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { MigrationParts } from './migration.ts'
import { printMigration } from './print-migration.ts'
import { titleOf } from '../revision/revision.ts'
import { printModule } from './print-module.ts'

/** So that the whole name stays far below the 255 bytes of file systems. */
const maxSlugLength = 60

/** A migration whose file name can be made: it knows when it was created. */
export type NewMigration = MigrationParts & {
  readonly created: string
  readonly language?: Language
  /** What stands below the header of a TypeScript migration; default: two empty functions. */
  readonly code?: string | undefined
}

export type Language = 'sql' | 'ts'

/** `20261121083000_add_user_last_login.sql`: the time in UTC, then the message in ASCII. Throws E_INTERNAL on an invalid date. */
export function migrationFileName(created: Date, message: string, language: Language = 'sql'): string {
  if (Number.isNaN(created.getTime()))
    throw new PlinthError('E_INTERNAL', 'a migration was created at an invalid time')
  const digits = created.toISOString().replace(/\D/g, '').slice(0, 14)
  return `${digits}_${slug(message)}.${language}`
}

/** Where {@link writeMigration} would write, and what. Throws E_MIGRATION_FORMAT as {@link printMigration}. */
export function composeMigration(folder: string, parts: NewMigration): { path: string; text: string } {
  return {
    path: join(folder, migrationFileName(new Date(parts.created), titleOf(parts), parts.language)),
    text: parts.language === 'ts' ? printModule(parts, parts.code) : printMigration(parts),
  }
}

/**
 * Writes a new file into the folder, which is made when it does not exist, and returns its path.
 * Throws E_FILE when the file exists already or cannot be written, E_MIGRATION_FORMAT as {@link printMigration}.
 */
export async function writeMigration(folder: string, parts: NewMigration): Promise<string> {
  const { path, text } = composeMigration(folder, parts)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    throw cannotWrite(path, cause)
  }
  return path
}

function slug(message: string): string {
  const ascii = message.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = ascii.replace(/[^a-z0-9]+/g, '_').replace(/^_/, '')
  return words.slice(0, maxSlugLength).replace(/_$/, '') || 'migration'
}

function cannotWrite(path: string, cause: unknown): PlinthError {
  const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
  if (exists) {
    return new PlinthError('E_FILE', `${path} exists already`, {
      detail: 'Nothing was written.',
      hint: 'Use another message, or delete the file if it is not needed.',
      cause,
    })
  }
  return new PlinthError('E_FILE', `${path} cannot be written`, {
    detail: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that you may write to the migrations folder.',
    cause,
  })
}
