import { PlinthError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import { scriptChecks } from './script-checks.ts'
import { runsSomething, scriptOfStep, type RunningStep, type StepFiles } from './step-script.ts'

/**
 * Reads the scripts of a plan to their ends before anything is sent, or locked: what the reader cannot read, and what must not run
 * where it stands, ends the run while nothing has happened. Throws E_SCRIPT, E_SCRIPT_TRANSACTION, E_SQL with the place.
 */
export async function prescan(plan: Plan, files: StepFiles, trackingSchema: string): Promise<void> {
  try {
    for (const step of plan.steps) if (runsSomething(step)) await readThrough(step, files, trackingSchema)
  } catch (error) {
    throw error instanceof PlinthError ? error.with({ result: 'Nothing was changed.' }) : error
  }
}

async function readThrough(step: RunningStep, files: StepFiles, trackingSchema: string): Promise<void> {
  const script = scriptOfStep(step, files)
  const refusalOf = scriptChecks(script, trackingSchema)
  for await (const item of script.read('none').items) {
    const refusal = item.kind === 'echo' ? undefined : refusalOf(item)
    if (refusal !== undefined) throw refusal.error
  }
}
