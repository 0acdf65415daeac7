import { changeDatabase, type Mode } from '../change.ts'
import { PlinthError } from '../errors.ts'
import { planDowngrade } from '../plan/upgrade.ts'
import type { Plan } from '../plan/plan.ts'
import { openProject, withConnection, type Project, type Surroundings } from '../project.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface DowngradeOptions {
  /** `-1`, `2`, `base`, a revision or its prefix. */
  readonly target: string
  readonly mode?: Mode
}

/** Undoes migrations down to a target. Throws E_IRREVERSIBLE before anything ran when one on the way has no downgrade. */
export async function downgrade(
  surroundings: Surroundings,
  options: DowngradeOptions,
): Promise<UpgradeResult> {
  const project = await openProject(surroundings)
  return withConnection(surroundings, project, { verb: 'downgrade' }, async (connection) => {
    const change = await changeDatabase(surroundings, project, connection, {
      mode: options.mode ?? 'apply',
      planner: (state) => refuseIrreversible(planDowngrade(state, project.graph, options.target), project),
    })
    return { ...change, database: connection.target.database }
  })
}

function refuseIrreversible(plan: Plan, project: Project): Plan {
  for (const step of plan.steps) {
    const migration = step.revision === undefined ? undefined : project.byId.get(step.revision)
    const { downgrade: section } = migration ?? {}
    if (migration && (section === undefined || section.irreversible !== undefined)) {
      throw new PlinthError('E_IRREVERSIBLE', `${migration.file} has no downgrade`, {
        detail: section?.irreversible ?? 'It has no section "-- plinth: downgrade".',
        hint: 'Downgrade to a revision above it, or restore a backup.',
        result: 'Nothing was changed.',
      })
    }
  }
  return plan
}
