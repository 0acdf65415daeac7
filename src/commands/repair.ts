import { changeDatabase } from '../change.ts'
import { PlinthError } from '../errors.ts'
import { editedRevisions, planRepair } from '../plan/edited.ts'
import { appliedIn } from '../plan/facts.ts'
import { trackedHeads } from '../plan/upgrade.ts'
import { withConnection, type Connection } from '../connection.ts'
import { fileSums, openProject, type Project, type Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { resolveRevision } from '../revision/target.ts'
import { readUnfinishedStep } from './unfinished-step.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface RepairOptions {
  /** Which edited migrations to accept; all of them by default. */
  readonly revisions?: readonly string[] | undefined
  readonly mode?: 'apply' | 'plan'
}

/**
 * Accepts that applied migrations were edited: records their files as they are now, and runs nothing. For an edit that the database
 * has already, or that changes nothing in it. Throws E_EDITED of an unfinished one, E_REVISION for one that was not edited, E_NOT_INITIALISED, E_LOCK.
 */
export async function repair(
  surroundings: Surroundings,
  options: RepairOptions = {},
): Promise<UpgradeResult> {
  const project = await openProject(surroundings)
  const wanted = (options.revisions ?? []).map((text) => resolveRevision(project.graph, text))
  return withConnection(surroundings, project, { verb: 'repair' }, async (connection) => {
    const unfinished = await refusalOfUnfinished(project, connection)
    const change = await changeDatabase(surroundings, project, connection, {
      mode: options.mode ?? 'apply',
      edited: 'accepted',
      planner: (state, facts) => {
        const heads = trackedHeads(state)
        const edited = editedRevisions(appliedIn(facts), fileSums(project))
        const isMeant = wanted.length === 0 ? edited.length === 0 : unfinished?.isOf(wanted)
        if (unfinished !== undefined && isMeant) throw unfinished.error
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

/** Why a migration that began and did not end cannot go on: an edit of what it did is not recorded as applied, and cannot be accepted. */
async function refusalOfUnfinished(project: Project, connection: Connection) {
  const facts = await connection.database.readFacts(connection.session)
  const step = facts.tracking.kind === 'tracked' ? facts.tracking.unfinished : undefined
  const error = step && (await readUnfinishedStep(project, connection, step)).refusal
  return error && { error, isOf: (ids: readonly RevisionId[]) => ids.includes(step.revision as RevisionId) }
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
