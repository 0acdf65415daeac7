import { PlinthError } from '../errors.ts'
import { leftOutBy } from '../schema/change/options.ts'
import type { SchemaChange } from '../schema/change/plan-change.ts'
import { differencesOf } from '../schema/differences.ts'
import type { Schema } from '../schema/schema.ts'
import type { Shadow } from '../shadow.ts'
import { renderDifference } from './render-difference.ts'

/** What was not as it should be, in words, when a change was tried, and when the way back was; none: it is proven. */
export interface ChangeProof {
  readonly up: readonly string[]
  readonly down: readonly string[]
  /** The schema behind the change, where it is proven. */
  readonly reached: Schema | undefined
}

/** Of a way back that nothing leads to: of a database that is somewhere in between nothing follows. */
export const untried: readonly string[] = ['it was not tried, for the upgrade is not proven']

/** Runs a change and the way back in a shadow database that is at `from`. */
export async function proveChange(
  shadow: Shadow,
  { up, down }: { readonly up: SchemaChange; readonly down: SchemaChange },
  { from, to }: { readonly from: Schema; readonly to: Schema },
): Promise<ChangeProof> {
  const above = await tryChange(shadow, up, to)
  if (above.found.length > 0) return { up: above.found, down: untried, reached: undefined }
  const back = await tryChange(shadow, down, from)
  return { up: [], down: back.found, reached: above.schema }
}

interface Trial {
  readonly found: readonly string[]
  readonly schema: Schema | undefined
}

async function tryChange(shadow: Shadow, change: SchemaChange, wanted: Schema): Promise<Trial> {
  try {
    await runChange(shadow, change)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL') throw error
    return { found: [`failed: ${error.message}`.replaceAll(/\s+/g, ' ')], schema: undefined }
  }
  const schema = await shadow.database.readSchema(shadow.session)
  return { found: differencesOf(wanted, schema, leftOutBy({})).flatMap(renderDifference), schema }
}

/** As a migration runs it: in one transaction, or each statement by itself. */
async function runChange({ session }: Shadow, { statements }: SchemaChange): Promise<void> {
  const isWhole = statements.every(({ transactional }) => transactional)
  if (isWhole) await session.begin()
  try {
    for (const { sql } of statements) await session.run(sql)
    if (isWhole) await session.commit()
  } catch (error) {
    if (isWhole) await session.rollback()
    throw error
  } finally {
    await session.reset()
  }
}
