import { renderPlan } from '../apply/offline.ts'
import { openDatabase } from '../database/open.ts'
import type { Plan } from '../plan/plan.ts'
import { openProject, type Surroundings } from '../project.ts'

/** A plan as SQL for psql. A project whose baseline is not written yet cannot be rendered: run `init` once, or `create` it. */
export async function renderSql(surroundings: Surroundings, plan: Plan): Promise<string> {
  const project = await openProject(surroundings)
  return renderPlan(plan, {
    database: await openDatabase(project.config.schema),
    migrations: project.byId,
    toolVersion: surroundings.toolVersion,
    environment: project.config.environment,
    now: surroundings.world.now(),
  })
}
