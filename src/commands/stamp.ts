import { changeDatabase, type Mode } from '../change.ts'
import { planStamp } from '../plan/upgrade.ts'
import { openProject, withConnection, type Surroundings } from '../project.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface StampOptions {
  /** A revision or its prefix, `head`, `heads`, `base`. */
  readonly target: string
  readonly mode?: Mode
}

/** Records heads without running anything. Throws E_REVISION, E_HEADS, E_LOCK. */
export async function stamp(surroundings: Surroundings, options: StampOptions): Promise<UpgradeResult> {
  const project = await openProject(surroundings)
  return withConnection(surroundings, project, { verb: 'stamp' }, async (connection) => {
    const change = await changeDatabase(surroundings, project, connection, {
      mode: options.mode ?? 'apply',
      planner: (state) => planStamp(state, project.graph, options.target),
    })
    return { ...change, database: connection.target.database }
  })
}
