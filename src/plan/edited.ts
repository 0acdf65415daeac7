import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { AppliedRevision } from './applied.ts'
import { planOf, type Plan } from './plan.ts'

/** What a migration file says of its revision; see `Migration`. */
export interface FileSum {
  readonly id: RevisionId
  readonly path: string
  readonly checksum: string
  readonly normalChecksum: string
}

/** The files by revision. */
export type FileSums = Pick<ReadonlyMap<string, FileSum>, 'get'>

/** Applied revisions whose file now does something else. Those stamped without a file are not judged. */
export function editedRevisions(applied: readonly AppliedRevision[], files: FileSums): readonly FileSum[] {
  return changed(applied, files, (file, normal) => file.normalChecksum !== normal)
}

/** Applied revisions whose file changed, but only in what means nothing: comments, white space, the header. */
export function retouchedRevisions(applied: readonly AppliedRevision[], files: FileSums): readonly FileSum[] {
  return changed(applied, files, (file, normal) => file.normalChecksum === normal)
}

function changed(
  applied: readonly AppliedRevision[],
  files: FileSums,
  isMeant: (file: FileSum, normal: string) => boolean,
): readonly FileSum[] {
  const found: FileSum[] = []
  for (const { revision, checksum, normalChecksum } of applied) {
    const file = files.get(revision)
    if (file === undefined || normalChecksum === null || file.checksum === checksum) continue
    if (isMeant(file, normalChecksum)) found.push(file)
  }
  return found
}

/** Throws E_EDITED when an applied migration was edited. `shown`: a path as people type it. */
export function refuseEdited(
  applied: readonly AppliedRevision[],
  files: FileSums,
  shown: (path: string) => string,
): void {
  const [first, ...more] = editedRevisions(applied, files)
  if (!first) return
  const file = shown(first.path)
  const when = applied.find(({ revision }) => revision === first.id)?.finished.slice(0, 10)
  throw new PlinthError('E_EDITED', `${file} was changed after it was applied on ${when}`, {
    detail:
      more.length > 0
        ? `and so were: ${more.map(({ path }) => shown(path)).join(', ')}`
        : `revision ${first.id}`,
    hint: [
      `Restore it (git checkout -- ${file}) and put the change into a new migration: plinth create "<what changes>"`,
      `Or accept it, when the database has it already: plinth repair ${first.id}`,
    ].join('\n'),
    result: 'Nothing was changed.',
  })
}

/** Record the files of these revisions as they are now; the heads stay. `wanted`: some of the edited ones; none: all. */
export function planRepair(
  heads: readonly RevisionId[],
  edited: readonly FileSum[],
  wanted: readonly RevisionId[],
): Plan {
  const chosen = edited.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  const steps = chosen.map(({ id }) => ({ kind: 'repair' as const, revision: id, from: heads, to: heads }))
  return planOf('repair', heads, steps)
}
