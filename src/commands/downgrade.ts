import { changeDatabase, changeOffline, type Mode } from '../change.ts'
import { isGuarded } from '../config/environment.ts'
import { PlinthError } from '../errors.ts'
import type { Facts } from '../plan/facts.ts'
import { downgradeOf } from '../migrations/downgrade-of.ts'
import { planDowngrade, planRange } from '../plan/upgrade.ts'
import type { CommitTime, Plan } from '../plan/plan.ts'
import { withConnection, type Connection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface DowngradeOptions {
  /** `-1`, `2`, `base`, a revision or its prefix. */
  readonly target: string
  readonly mode?: Mode
  /** `at the end`: all steps in one transaction. */
  readonly commit?: CommitTime | undefined
  /** The answer, given beforehand, to the question that is asked in staging and production. */
  readonly confirmed?: boolean
  /** Asks the user; undefined where nobody can be asked. */
  readonly ask?: (warning: DowngradeWarning) => Promise<boolean>
}

/** What is about to be undone. */
export interface DowngradeWarning {
  readonly database: string
  readonly environment: string
  readonly steps: number
}

/**
 * Undoes migrations down to a target. Throws E_IRREVERSIBLE before anything ran when one on the way has no downgrade, and E_CONFIRM
 * when the environment, here or in the database's own mark, is staging or production and nobody said yes.
 */
export async function downgrade(
  surroundings: Surroundings,
  options: DowngradeOptions,
): Promise<UpgradeResult> {
  const project = await openProject(surroundings)
  const { mode = 'apply' } = options
  if (options.target.includes(':'))
    return changeOffline(surroundings, project, {
      mode,
      commit: options.commit,
      plan: refuseIrreversible(planRange(project.graph, options.target, 'downgrade'), project),
    })
  return withConnection(surroundings, project, { verb: 'downgrade' }, async (connection) => {
    const change = await changeDatabase(surroundings, project, connection, {
      mode,
      commit: options.commit,
      beforeApply: (facts, plan) => refuseUnconfirmed(options, project, connection, facts, plan),
      planner: (state) => refuseIrreversible(planDowngrade(state, project.graph, options.target), project),
    })
    return { ...change, database: connection.target.database }
  })
}

function refuseIrreversible(plan: Plan, project: Project): Plan {
  for (const { revision } of plan.steps) {
    const migration = revision === undefined ? undefined : project.byId.get(revision)
    if (migration) downgradeOf(migration)
  }
  return plan
}

async function refuseUnconfirmed(
  options: DowngradeOptions,
  project: Project,
  { target }: Connection,
  facts: Facts,
  plan: Plan,
): Promise<void> {
  const marks = [
    project.config.environment,
    facts.tracking.kind === 'tracked' ? facts.tracking.environment : undefined,
  ]
  const environment = marks.find((mark) => mark !== undefined && isGuarded(mark))
  if (environment === undefined || options.confirmed) return
  const warning = { database: target.database, environment, steps: plan.steps.length }
  if (await options.ask?.(warning)) return
  throw new PlinthError('E_CONFIRM', `undoing migrations of ${target.database} was not confirmed`, {
    detail: `It is marked as ${environment}, and ${plan.steps.length} would be undone.`,
    hint: `To go on: plinth downgrade ${options.target} --yes`,
    result: 'Nothing was changed.',
  })
}
