import type { OnEvent } from '../event.ts'
import type { AppliedRevision } from '../plan/applied.ts'
import { appliedIn, type Facts } from '../plan/facts.ts'
import type { Plan } from '../plan/plan.ts'
import type { Project } from '../project.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import { editedInitScript } from './edited-script.ts'

/** Sees whether another init was faster: a plan without the lock had the init script, and one under the lock has it no more. */
export class FasterInit {
  readonly #onEvent: OnEvent
  #isPlanned = false
  #applied: readonly AppliedRevision[] = []

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent
  }

  /** Takes each plan of a run as it is made, and gives it back. */
  seen(plan: Plan, facts: Facts): Plan {
    const runsScript = plan.steps.some(({ kind }) => kind === 'init')
    if (this.#isPlanned && !runsScript) this.#applied = appliedIn(facts)
    this.#isPlanned ||= runsScript
    return plan
  }

  /** Warns when the other one loaded another script, and returns the words. Reads the script of this project, but only where another init was faster. */
  async warn(project: Project, connected: ConnectedTo): Promise<string | undefined> {
    if (this.#applied.length === 0) return undefined
    const script = await editedInitScript(project, this.#applied, connected).catch(() => undefined)
    if (script === undefined) return undefined
    const text = `the database was initialised meanwhile, and not from ${script} as it is here; to compare: plinth check`
    this.#onEvent({ kind: 'notice', severity: 'WARNING', text })
    return text
  }
}
