import { PlinthError } from '../errors.ts'
import type { AppliedRevision } from './facts.ts'

/** What the files say of an applied revision. */
export interface FileSum {
  readonly revision: string
  readonly file: string
  readonly normalChecksum: string
}

/** Applied revisions whose file now has another content. Those stamped without a file are not judged. */
export function editedRevisions(
  applied: readonly AppliedRevision[],
  files: ReadonlyMap<string, FileSum>,
): readonly FileSum[] {
  return applied.flatMap(({ revision, normalChecksum }) => {
    const file = files.get(revision)
    return file && normalChecksum !== null && file.normalChecksum !== normalChecksum ? [file] : []
  })
}

/** Throws E_EDITED when an applied migration was edited. */
export function refuseEdited(applied: readonly AppliedRevision[], files: ReadonlyMap<string, FileSum>): void {
  const [first, ...more] = editedRevisions(applied, files)
  if (!first) return
  const when = applied.find(({ revision }) => revision === first.revision)?.finished.slice(0, 10)
  throw new PlinthError('E_EDITED', `${first.file} was changed after it was applied on ${when}`, {
    detail:
      more.length > 0
        ? `and so were: ${more.map(({ file }) => file).join(', ')}`
        : `revision ${first.revision}`,
    hint: `Restore it (git checkout -- ${first.file}) and put the change into a new migration: plinth create "<what changes>"`,
    result: 'Nothing was changed.',
  })
}
