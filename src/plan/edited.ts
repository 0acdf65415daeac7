import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { AppliedRevision } from './facts.ts'
import { planOf, type Plan } from './plan.ts'

/** What the files say of an applied revision. */
export interface FileSum {
  readonly revision: RevisionId
  readonly file: string
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
  return applied.flatMap(({ revision, checksum, normalChecksum }) => {
    const file = files.get(revision)
    if (file === undefined || normalChecksum === null || file.checksum === checksum) return []
    return isMeant(file, normalChecksum) ? [file] : []
  })
}

/** Throws E_EDITED when an applied migration was edited. */
export function refuseEdited(applied: readonly AppliedRevision[], files: FileSums): void {
  const [first, ...more] = editedRevisions(applied, files)
  if (!first) return
  const when = applied.find(({ revision }) => revision === first.revision)?.finished.slice(0, 10)
  throw new PlinthError('E_EDITED', `${first.file} was changed after it was applied on ${when}`, {
    detail:
      more.length > 0
        ? `and so were: ${more.map(({ file }) => file).join(', ')}`
        : `revision ${first.revision}`,
    hint: [
      `Restore it (git checkout -- ${first.file}) and put the change into a new migration: plinth create "<what changes>"`,
      `Or accept it, when the database has it already: plinth repair ${first.revision}`,
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
  const chosen = edited.filter(({ revision }) => wanted.length === 0 || wanted.includes(revision))
  const steps = chosen.map(({ revision }) => ({ kind: 'repair' as const, revision, from: heads, to: heads }))
  return planOf('repair', heads, steps)
}
