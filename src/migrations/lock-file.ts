import { hash } from 'node:crypto'
import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { isRevisionId, type RevisionId } from '../revision/revision.ts'
import { isFingerprint, type Fingerprint } from '../schema/fingerprint.ts'
import type { Migration } from './migration.ts'

/** Whether a downgrade gives back the schema that was: shown to, shown to lose something, none, or not known. */
export type DowngradeMark = 'proven' | 'lossy' | 'irreversible' | 'unproven'

/** What `plinth.lock` says of a revision. Checksums are SHA-256 in hex. */
export interface LockLine {
  readonly revision: RevisionId
  /** Of the text of the file as every checkout has it: without byte order mark, with LF line ends. */
  readonly checksum: string
  /** As {@link Migration.normalChecksum}. */
  readonly normalChecksum: string
  /** Of the init script with its includes; of a baseline only. */
  readonly initChecksum: string | undefined
  /** Of the schema once exactly this revision and what comes before it is applied. Undefined: not proven, so that the file is still a draft. */
  readonly fingerprint: Fingerprint | undefined
  readonly downgrade: DowngradeMark
}

/** `plinth.lock` by revision. */
export type LockFile = ReadonlyMap<RevisionId, LockLine>

export const lockFileName = 'plinth.lock'

const formatVersion = '1'
const firstLine = `# plinth.lock ${formatVersion}: revision, checksum, normal checksum, checksum of the init script, fingerprint, downgrade`
const lineForm =
  /^(\S+) ([0-9a-f]{64}) ([0-9a-f]{64}) (-|[0-9a-f]{64}) (\S+) (proven|lossy|irreversible|unproven)$/

/**
 * The text of a lock file. Law: parsing it gives the same. Lines are sorted by revision, whose ids are random: what two branches add
 * rarely meets, where lines at the end of a file always would.
 */
export function printLock(lock: LockFile): string {
  const lines = [...lock.values()].map(
    ({ revision, checksum, normalChecksum, initChecksum, fingerprint, downgrade }) =>
      [revision, checksum, normalChecksum, initChecksum ?? '-', fingerprint ?? '-', downgrade].join(' '),
  )
  return [firstLine, ...lines.sort(), ''].join('\n')
}

/** Reads the text of a lock file, its lines in any order. Throws E_MIGRATION_FORMAT with the line. */
export function parseLock(text: string, file: string): LockFile {
  const lock = new Map<RevisionId, LockLine>()
  const lines = normalText(text).split('\n')
  const fault = lines.findIndex((line) => conflictMarker.test(line))
  if (fault >= 0) throw conflict(file, fault + 1)
  checkVersion(lines[0] ?? '', file)
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as string
    if (line === '') continue
    const parsed = parseLine(line)
    if (parsed === undefined) throw broken(file, index + 1, 'the line is not of the documented form')
    if (lock.has(parsed.revision))
      throw broken(file, index + 1, `the revision "${parsed.revision}" has a second line`)
    lock.set(parsed.revision, parsed)
  }
  return lock
}

function parseLine(line: string): LockLine | undefined {
  const [, revision = '', checksum = '', normalChecksum = '', init, fingerprint = '', downgrade] =
    lineForm.exec(line) ?? []
  if (!isRevisionId(revision) || !(fingerprint === '-' || isFingerprint(fingerprint))) return undefined
  return {
    revision,
    checksum,
    normalChecksum,
    initChecksum: init === '-' ? undefined : init,
    fingerprint: fingerprint === '-' ? undefined : fingerprint,
    downgrade: downgrade as DowngradeMark,
  }
}

/** The line of a migration whose schema is not known yet. */
export function draftLine(migration: Migration, initChecksum: string | undefined): LockLine {
  const { id, normalChecksum, downgrade } = migration
  const isOneWay = downgrade === undefined || downgrade.irreversible !== undefined
  return {
    revision: id,
    checksum: checksumOf(migration),
    normalChecksum,
    initChecksum,
    fingerprint: undefined,
    downgrade: isOneWay ? 'irreversible' : 'unproven',
  }
}

/** The line of a migration that was run: the schema that it led to, and what its downgrade was found to be. */
export function provenLine(
  draft: LockLine,
  proof: { readonly fingerprint: Fingerprint; readonly downgrade: DowngradeMark },
): LockLine {
  return { ...draft, ...proof }
}

/** {@link LockLine.checksum} of a file. */
export function checksumOf({ text, checksum }: Pick<Migration, 'text' | 'checksum'>): string {
  const normal = normalText(text)
  return normal === text ? checksum : hash('sha256', normal)
}

const conflictMarker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/

function checkVersion(line: string, file: string): void {
  const version = /^# plinth\.lock ([1-9]\d*)(?::|$)/.exec(line)?.[1]
  if (version === formatVersion) return
  if (version === undefined) throw broken(file, 1, `it does not begin with "# plinth.lock ${formatVersion}"`)
  throw new PlinthError('E_MIGRATION_FORMAT', `${file} is of version ${version}, which is not known`, {
    place: { file, line: 1, column: 1 },
    detail: `This Plinth reads version ${formatVersion}.`,
    hint: 'Update Plinth to the version that wrote it: npm install plinth@latest',
  })
}

function broken(file: string, line: number, fact: string): PlinthError {
  return new PlinthError('E_MIGRATION_FORMAT', `${file} is not a lock file: ${fact}`, {
    place: { file, line, column: 1 },
    hint: 'Take the line from the history of the file, or write it anew: plinth verify --update',
  })
}

function conflict(file: string, line: number): PlinthError {
  return new PlinthError('E_MIGRATION_FORMAT', `${file} has conflict markers of git`, {
    place: { file, line, column: 1 },
    detail: 'Each line stands for itself: where the sides added revisions, the lines of both are right.',
    hint: 'Keep those lines and remove the markers, or write it anew: plinth verify --update',
  })
}
