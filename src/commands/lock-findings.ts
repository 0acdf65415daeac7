import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { checksumOf, lockFileName, type LockFile, type LockLine } from '../migrations/lock-file.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import type { Migration } from '../migrations/migration.ts'
import { shown } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { Finding } from './finding.ts'
import { initChecksumOf } from './lock-lines.ts'
import { faultFinding } from './migration-findings.ts'

const hintToUpdate = 'Run it and record what it leads to: plinth verify --update'

/**
 * Where the files are not those of the lock file; nothing where there is none. What its schema was proven for must not change any more: an error. The rest
 * are drafts: a warning. `claimed`: revisions of files that cannot be read.
 */
export async function lockFindings(
  config: Config,
  migrations: readonly Migration[],
  claimed: readonly RevisionId[],
): Promise<readonly Finding[]> {
  const lock = await readLock(config.migrations).catch((error: unknown) => {
    if (error instanceof PlinthError) return error
    throw error
  })
  if (lock === undefined) return []
  if (lock instanceof PlinthError) return [faultFinding(config, lockPath(config), lock)]
  const found: Finding[] = []
  const missing: RevisionId[] = []
  for (const migration of migrations) {
    const line = lock.get(migration.id)
    if (line === undefined) missing.push(migration.id)
    else if (line.checksum !== checksumOf(migration)) found.push(editedFinding(config, migration, line))
    if (line?.initChecksum !== undefined) found.push(...(await initFindings(config, migration, line)))
  }
  const there = new Set([...migrations.flatMap(({ id, replaces }) => [id, ...replaces]), ...claimed])
  return [...found, ...missingFinding(config, missing), ...goneFindings(config, lock, there)]
}

function editedFinding(config: Config, migration: Migration, line: LockLine): Finding {
  const place = { file: shown({ config }, migration.path), line: undefined }
  if (migration.normalChecksum === line.normalChecksum) {
    const text = `its header or comments were edited since ${lockFileName} was written`
    return { ...place, level: 'warning', text, hint: hintToUpdate }
  }
  return { ...place, ...edited(line, 'it was edited') }
}

async function initFindings(
  config: Config,
  migration: Migration,
  line: LockLine,
): Promise<readonly Finding[]> {
  const checksum = await initChecksumOf(config, migration)
  if (migration.init === undefined || checksum === undefined || checksum === line.initChecksum) return []
  const file = shown({ config }, migration.init)
  return [{ file, line: undefined, ...edited(line, 'the init script was edited') }]
}

function edited({ fingerprint }: LockLine, fact: string): Pick<Finding, 'level' | 'text' | 'hint'> {
  if (fingerprint === undefined) {
    return { level: 'warning', text: `${fact} since ${lockFileName} was written`, hint: hintToUpdate }
  }
  return {
    level: 'error',
    text: `${fact} since ${lockFileName} recorded the schema that it leads to`,
    hint: 'Undo the edit, and change the schema in a new migration: plinth create "<message>". If it was applied nowhere yet: plinth verify --update',
  }
}

function missingFinding(config: Config, missing: readonly RevisionId[]): readonly Finding[] {
  if (missing.length === 0) return []
  const text = `it has no line for ${listed(missing)}`
  return [{ level: 'warning', file: shownLock(config), line: undefined, text, hint: hintToUpdate }]
}

/** Lines whose file is not there: of those that were proven, history was lost. */
function goneFindings(config: Config, lock: LockFile, there: ReadonlySet<RevisionId>): readonly Finding[] {
  const gone = [...lock.values()].filter(({ revision }) => !there.has(revision))
  const proven = gone.filter(({ fingerprint }) => fingerprint !== undefined)
  const drafts = gone.filter(({ fingerprint }) => fingerprint === undefined)
  const finding = (level: Finding['level'], lines: readonly LockLine[]): readonly Finding[] =>
    lines.length === 0
      ? []
      : [
          {
            level,
            file: shownLock(config),
            line: undefined,
            text: `no migration has ${listed(lines.map(({ revision }) => revision))}`,
            hint: 'Restore the file. If it was removed on purpose: plinth verify --update',
          },
        ]
  return [...finding('error', proven), ...finding('warning', drafts)]
}

function listed(revisions: readonly RevisionId[]): string {
  const [first, ...more] = [...revisions].sort()
  if (more.length === 0) return `the revision ${first}`
  const shownOnes = [first, ...more.slice(0, 2)].join(', ')
  return `${revisions.length} revisions: ${shownOnes}${more.length > 2 ? ', …' : ''}`
}

function lockPath(config: Config): string {
  return join(config.migrations, lockFileName)
}

function shownLock(config: Config): string {
  return shown({ config }, lockPath(config))
}
