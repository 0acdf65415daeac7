import { PlinthError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { ScriptItem, ScriptPlace } from '../psql/item.ts'
import { findSchemaMade } from '../psql/made-objects.ts'
import { refusalOf } from './refused.ts'
import { scriptOfStep, type RunningStep, type StepFiles, type StepScript } from './step-script.ts'

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
  const items = accepted(scriptOfStep(step, files))
  if (step.kind !== 'init') for await (const item of items) void item
  else {
    const at = await findSchemaMade(items, trackingSchema)
    if (at !== undefined) throw refuseTracking(at, trackingSchema)
  }
}

async function* accepted({ read, transaction }: StepScript): AsyncGenerator<ScriptItem> {
  for await (const item of read('none').items) {
    const refusal = item.kind === 'echo' ? undefined : refusalOf(item, transaction)
    if (refusal !== undefined) throw refusal
    yield item
  }
}

/** A dump of a database that is tracked would bring the tracking of that one along. */
function refuseTracking({ file, line, column }: ScriptPlace, trackingSchema: string): PlinthError {
  return new PlinthError(
    'E_SCRIPT',
    `the init script makes the schema ${trackingSchema}, which is where Plinth tracks`,
    {
      place: { file, line, column },
      hint: `Is it a dump of a database that Plinth tracks? Take it without: pg_dump --exclude-schema=${trackingSchema}`,
    },
  )
}
