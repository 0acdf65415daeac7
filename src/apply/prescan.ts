import { PlinthError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { CopyItem, StatementItem } from '../psql/item.ts'
import { leadingTokens } from '../psql/leading-tokens.ts'
import { refusalOf } from './refused.ts'
import { scriptOfStep, type RunningStep, type StepFiles } from './step-script.ts'

/**
 * Reads the scripts of a plan to their ends before anything is sent, or locked: what the reader cannot read, and what must not run
 * where it stands, ends the run while nothing has happened. Throws E_SCRIPT, E_SCRIPT_TRANSACTION, E_SQL with the place.
 */
export async function prescan(plan: Plan, files: StepFiles, trackingSchema: string): Promise<void> {
  try {
    for (const step of plan.steps) if (step.kind !== 'stamp') await readThrough(step, files, trackingSchema)
  } catch (error) {
    throw error instanceof PlinthError ? error.with({ result: 'Nothing was changed.' }) : error
  }
}

async function readThrough(step: RunningStep, files: StepFiles, trackingSchema: string): Promise<void> {
  const { read, transaction } = scriptOfStep(step, files)
  for await (const item of read('none').items) {
    if (item.kind === 'echo') continue
    const refusal =
      refusalOf(item, transaction) ??
      (step.kind === 'init' ? refusalOfTracking(item, trackingSchema) : undefined)
    if (refusal !== undefined) throw refusal
  }
}

/** A dump of a database that is tracked would bring the tracking of that one along. */
function refusalOfTracking(item: StatementItem | CopyItem, trackingSchema: string): PlinthError | undefined {
  if (item.kind === 'copy') return undefined
  const words = leadingTokens(item.head, 6)
  const name = words[2] === 'if' ? words[5] : words[2]
  if (words[0] !== 'create' || words[1] !== 'schema' || name !== trackingSchema) return undefined
  const { file, line, column } = item.at
  return new PlinthError(
    'E_SCRIPT',
    `the init script makes the schema ${trackingSchema}, which is where Plinth tracks`,
    {
      place: { file, line, column },
      hint: `Is it a dump of a database that Plinth tracks? Take it without: pg_dump --exclude-schema=${trackingSchema}`,
    },
  )
}
