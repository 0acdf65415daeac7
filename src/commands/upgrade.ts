import type { Config } from '../config/config.ts'
import { changeDatabase, changeOffline, type Change, type Mode } from '../change.ts'
import type { CommitTime } from '../plan/plan.ts'
import { planRange, planUpgrade } from '../plan/upgrade.ts'
import { withProject } from '../connection.ts'
import { openProject, readProject, type Surroundings } from '../project.ts'

export interface UpgradeOptions {
  /** `heads` (default), `head`, a revision or its prefix, `+2`, `label@head`, `current+1`; for a script also a range `from:to`, which needs no database. */
  readonly target?: string | undefined
  readonly mode?: Mode
  /** `at the end`: all steps in one transaction. */
  readonly commit?: CommitTime | undefined
}

export interface UpgradeResult extends Change {
  readonly database: string
}

/** Applies pending migrations up to a target. Throws E_NOT_INITIALISED, E_AHEAD, E_EDITED, E_REVISION, E_HEADS, E_SQL, E_LOCK. */
export async function upgrade(
  surroundings: Surroundings,
  options: UpgradeOptions = {},
): Promise<UpgradeResult> {
  const { mode = 'apply', commit, target } = options
  if (target?.includes(':')) {
    const project = await openProject(surroundings)
    const plan = planRange(project.graph, target, 'upgrade')
    return changeOffline(surroundings, project, { mode, commit, plan })
  }
  const read = async (config: Config) => ({ project: await readProject(config) })
  return withProject(surroundings, { verb: 'upgrade' }, read, async (connection, { project }) => {
    const change = await changeDatabase(surroundings, project, connection, {
      mode,
      commit,
      repeatables: 'due',
      planner: (state) => planUpgrade(state, project.graph, target ?? 'heads'),
    })
    return { ...change, database: connection.target.database }
  })
}
