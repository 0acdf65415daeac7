import type { Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { Step } from '../plan/plan.ts'
import { readMadeObjects } from '../psql/made-objects.ts'
import { eachItem } from '../psql/read-script.ts'
import { missingName, withNearest } from './place-name.ts'
import { runsSomething, scriptOfStep, type StepFiles } from './step-script.ts'

/**
 * Adds "Did you mean …?" to an error about a name that the server does not know. Called when the transaction was rolled back: the names
 * come from the catalog and, since what the failed script made is gone, from the script. Never makes an error worse.
 */
export async function suggest(
  context: StepFiles & { readonly session: Session; readonly database: Database },
  error: unknown,
  step: Step,
): Promise<unknown> {
  if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || context.session.lost) return error
  const missing = missingName(error)
  if (missing === undefined) return error
  const [known, made] = await Promise.all([
    context.database.readNames(context.session, missing.kind).catch(() => []),
    namesMadeBy(step, context).catch(() => []),
  ])
  return withNearest(error, [...known, ...made])
}

async function namesMadeBy(step: Step, files: StepFiles): Promise<readonly string[]> {
  if (!runsSomething(step)) return []
  const objects = await readMadeObjects(eachItem(scriptOfStep(step, files).read('none').stretches))
  return objects.map(({ name }) => name.replace(/^public\./, ''))
}
