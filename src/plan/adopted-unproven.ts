import { PlinthError } from '../errors.ts'
import { appliedIn, type Facts } from './facts.ts'
import type { CommitTime, Plan } from './plan.ts'

/** What PostgreSQL answers where that which is to be made is there: a column, a table or index, another object, a schema, a function, a database cursor's or a constraint's namesake. */
const alreadyThere: ReadonlySet<string> = new Set(['42701', '42P07', '42710', '42P06', '42723'])

const unproven: Readonly<Record<string, string>> = {
  'adopted by name': 'by the names of its objects only',
  'adopted unverified': 'unverified',
}

/** What a run was about to do when it failed. */
interface FailedRun {
  readonly plan: Plan
  readonly facts: Facts
  readonly commit: CommitTime
  /** The revision whose migration failed; undefined: it was none. */
  readonly revision: string | undefined
}

/**
 * The error of a migration that makes what is there already, with the way on where the database was adopted although nothing proved where it is: it may be further than what is
 * recorded. Any other error as it is.
 */
export function explainAdopted(error: unknown, { plan, facts, commit, revision }: FailedRun): unknown {
  if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || revision === undefined) return error
  if (!alreadyThere.has(error.sqlState ?? '')) return error
  const [first] = plan.steps
  const isNow = first?.kind === 'stamp'
  const how = unproven[isNow ? first.how : (appliedIn(facts)[0]?.how ?? '')]
  if (how === undefined) return error
  // In one transaction the adoption is taken back too.
  const begin = isNow && commit === 'at the end' ? 'plinth init --no-migrate; then: ' : ''
  const hint = [
    `This database was adopted ${how}, and may be further than what is recorded. What it has beyond that: ${begin}plinth verify`,
    `If it is all that this migration makes, record it as applied: plinth stamp ${revision}; then: plinth verify`,
  ]
  return error.with({ hint: [error.hint, ...hint].filter(Boolean).join('\n') })
}
