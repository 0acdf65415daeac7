import { changeDatabase } from '../change.ts'
import { PlinthError } from '../errors.ts'
import { editedRevisions, planRepair } from '../plan/edited.ts'
import { appliedIn } from '../plan/facts.ts'
import { trackedHeads } from '../plan/upgrade.ts'
import { withConnection } from '../connection.ts'
import { fileSums, openProject, type Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { resolveRevision } from '../revision/target.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface RepairOptions {
  /** Which edited migrations to accept; all of them by default. */
  readonly revisions?: readonly string[] | undefined
  readonly mode?: 'apply' | 'plan'
}

/**
 * Accepts that applied migrations were edited: records their files as they are now, and runs nothing. For an edit that the database
 * has already, or that changes nothing in it. Throws E_REVISION for one that was not edited, E_NOT_INITIALISED, E_LOCK.
 */
export async function repair(
  surroundings: Surroundings,
  options: RepairOptions = {},
): Promise<UpgradeResult> {
  const project = await openProject(surroundings)
  const wanted = (options.revisions ?? []).map((text) => resolveRevision(project.graph, text))
  return withConnection(surroundings, project, { verb: 'repair' }, async (connection) => {
    const change = await changeDatabase(surroundings, project, connection, {
      mode: options.mode ?? 'apply',
      edited: 'accepted',
      planner: (state, facts) => {
        const heads = trackedHeads(state)
        const edited = editedRevisions(appliedIn(facts), fileSums(project))
        refuseUnedited(
          wanted,
          edited.map(({ id }) => id),
        )
        return planRepair(heads, edited, wanted)
      },
    })
    return { ...change, database: connection.target.database }
  })
}

function refuseUnedited(wanted: readonly RevisionId[], edited: readonly RevisionId[]): void {
  const unedited = wanted.find((id) => !edited.includes(id))
  if (unedited === undefined) return
  throw new PlinthError('E_REVISION', `the migration of revision "${unedited}" is as it was applied`, {
    detail: edited.length > 0 ? `Edited are: ${edited.join(', ')}` : 'None was edited.',
    hint: 'To see what was edited: plinth status',
    result: 'Nothing was changed.',
  })
}
