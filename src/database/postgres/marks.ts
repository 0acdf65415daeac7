import type { InitProgress, StepProgress } from '../../plan/facts.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import type { Session, Unfinished } from '../database.ts'

/** The settings that say how far a script without one transaction around it came: the init script, or a migration and its text as it was run. */
export const initMark = 'unfinished_init'
export const stepMark = 'unfinished_step'
export const textMark = 'unfinished_text'

/** A condition: no migration began and did not end. */
export function noStepSql(schema: string): string {
  return `not exists (select from ${quoteIdentifier(schema)}.settings where name operator(pg_catalog.=) '${stepMark}')`
}

/** Forgets the migration that began and did not end. */
export function forgetStepSql(schema: string, condition: string): string {
  return `delete from ${quoteIdentifier(schema)}.settings where name operator(pg_catalog.=) any (array['${stepMark}', '${textMark}']) and ${condition}`
}

/** What began and did not end, read from a tracking that is there. */
export async function readUnfinished(session: Session, schema: string): Promise<Unfinished> {
  const rows = await session.query<{ name: string; value: string }>(
    `select name, value from ${quoteIdentifier(schema)}.settings where name operator(pg_catalog.=) any (array['${initMark}', '${stepMark}', '${textMark}'])`,
  )
  const valueOf = (mark: string) => rows.find(({ name }) => name === mark)?.value
  const [init, step] = [valueOf(initMark), valueOf(stepMark)]
  return {
    init: init === undefined ? undefined : (JSON.parse(init) as InitProgress),
    step: step === undefined ? undefined : (JSON.parse(step) as StepProgress),
    text: valueOf(textMark),
  }
}
