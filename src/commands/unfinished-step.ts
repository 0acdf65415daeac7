import { compareDone, editedError, type Comparison } from '../apply/interrupted.ts'
import { readableSection, type Section } from '../apply/step-script.ts'
import type { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import { unfinishedText } from '../plan/unfinished.ts'
import type { Connection } from '../connection.ts'
import { shown, type Project } from '../project.ts'

/** A migration without a transaction that began and did not end. */
export interface UnfinishedStep {
  readonly revision: string
  readonly direction: 'upgrade' | 'downgrade'
  /** So many statements are done, of `total`. */
  readonly statements: number
  readonly total: number
  /** `in a statement`: the next one refuses a transaction and was begun; whether it did its work is not known. */
  readonly where: StepProgress['where']
  /** Where it goes on, as `file:line`; undefined where the file does not have that statement. */
  readonly at: string | undefined
  /** In words. */
  readonly message: string
}

/** How far it came, beside its file as it is now; `refusal`: why it cannot go on. */
export async function readUnfinishedStep(
  project: Project,
  connection: Connection,
  progress: StepProgress,
): Promise<{ readonly line: UnfinishedStep; readonly refusal: PlinthError | undefined }> {
  const { session, database } = connection
  const { revision, direction, statements, where } = progress
  const { text } = await database.readUnfinished(session)
  const section = sectionOf(project, progress)
  const compared = section && text !== undefined ? await compareDone(progress, text, section) : undefined
  const total = compared?.total ?? progress.total
  const next = compared?.nextAt
  const at = next && `${shown(project, next.file)}:${next.line}`
  const message = [unfinishedText({ ...progress, total }), at && `(${at})`].filter(Boolean).join(' ')
  return {
    line: { revision, direction, statements, total, where, at, message },
    refusal: compared?.edited && (await refusalOf(project, connection, progress, compared.edited)),
  }
}

function sectionOf({ byId, config }: Project, { revision, direction }: StepProgress): Section | undefined {
  const migration = byId.get(revision)
  if (migration === undefined || migration.kind !== 'sql') return undefined
  const section = direction === 'upgrade' ? migration.upgrade : migration.downgrade
  return section && readableSection(migration.path, section, config.reading.maxStatementBytes)
}

async function refusalOf(
  project: Project,
  { session, database }: Connection,
  progress: StepProgress,
  edited: NonNullable<Comparison['edited']>,
): Promise<PlinthError> {
  const heads = (await database.readHeads(session)) ?? []
  const file = project.byId.get(progress.revision)?.path ?? ''
  return editedError(edited, { file: shown(project, file), progress, heads })
}
