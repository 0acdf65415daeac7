import { PlinthError } from '../errors.ts'
import type { CommitTime, Plan, Step } from '../plan/plan.ts'
import { judgeScript } from './script-checks.ts'
import { partsOf, runsSomething, scriptOfStep, type RunningStep, type StepFiles } from './step-script.ts'

/**
 * Reads the scripts of a plan to their ends before anything is sent, or locked: what the reader cannot read, and what must not run
 * where it stands, ends the run while nothing has happened. Throws E_SCRIPT, E_SCRIPT_TRANSACTION, E_SQL with the place; E_USAGE where steps
 * that are to be committed together hold one that runs without a transaction.
 */
export async function prescan(
  plan: Plan,
  files: StepFiles,
  { trackingSchema, commit }: { readonly trackingSchema: string; readonly commit: CommitTime },
): Promise<void> {
  try {
    if (commit === 'at the end') plan.steps.forEach((step) => refuseAlone(step, files))
    for (const step of scriptsOf(plan))
      await judgeScript(scriptOfStep(step, files), trackingSchema, (refusal) => {
        throw refusal.error
      })
  } catch (error) {
    throw error instanceof PlinthError ? error.with({ result: 'Nothing was changed.' }) : error
  }
}

/** All that runs, in order; a hook once. */
function scriptsOf({ steps }: Plan): readonly RunningStep[] {
  const parts = steps.flatMap((step) => (runsSomething(step) ? partsOf(step) : []))
  const seen = new Set<string>()
  return parts.filter(({ kind, revision }) => kind !== 'hook' || (!seen.has(revision) && seen.add(revision)))
}

function refuseAlone(step: Step, files: StepFiles): void {
  if (!runsSomething(step)) return
  const { file, transaction } = scriptOfStep(step, files)
  if (transaction === 'inside') return
  throw new PlinthError('E_USAGE', `${file} runs without a transaction, so it cannot be in one with others`, {
    hint: `Leave out --single-transaction; or go up to the one before it first: plinth migrate <revision> --single-transaction`,
  })
}
