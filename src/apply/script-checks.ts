import { PlinthError } from '../errors.ts'
import type { CopyItem, ScriptPlace, StatementItem } from '../psql/item.ts'
import { schemaMaker } from '../psql/made-objects.ts'
import { refusalOf } from './refused.ts'
import { readItems, type StepScript } from './step-script.ts'

/** Why a script must not run as it stands. */
export interface Refusal {
  readonly error: PlinthError
  /** `init --no-transaction` would load it. */
  readonly loadsInParts: boolean
}

/**
 * Reads a script to its end, or to where `tell` throws, and tells which statements must not run as they stand. Whether it has any. Throws what the
 * reader cannot read: E_SCRIPT.
 */
export async function judgeScript(
  script: StepScript,
  trackingSchema: string,
  tell: (refusal: Refusal) => void,
): Promise<boolean> {
  if (script.isPlain?.() === true) return true
  const refusalOf = scriptChecks(script, trackingSchema)
  let hasStatements = false
  await readItems(script, (item) => {
    if (item.kind === 'echo') return
    hasStatements = true
    const refusal = refusalOf(item)
    if (refusal !== undefined) tell(refusal)
  })
  return hasStatements
}

/** Judges the statements of a script that is only read, one after the other; undefined for nearly every one. */
function scriptChecks(
  script: Pick<StepScript, 'isInit' | 'transaction'>,
  trackingSchema: string,
): (item: StatementItem | CopyItem) => Refusal | undefined {
  const makesTracking = script.isInit ? schemaMaker(trackingSchema) : () => false
  return (item) => {
    const error = refusalOf(item, script.transaction)
    if (error !== undefined) return script.isInit ? ofInitScript(error, item) : { error, loadsInParts: false }
    if (!makesTracking(item)) return undefined
    return { error: refuseTracking(item.at, trackingSchema), loadsInParts: false }
  }
}

/** Names the other way to load it, where there is one. */
function ofInitScript(error: PlinthError, item: StatementItem | CopyItem): Refusal {
  if (refusalOf(item, 'in parts') !== undefined) return { error, loadsInParts: false }
  const hint = `${error.hint}\nOr load the script in several transactions: plinth init --no-transaction`
  return { error: error.with({ hint }), loadsInParts: true }
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
