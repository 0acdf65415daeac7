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
  if (above.length > 0) return { up: above, down: untried }
  return { up: [], down: await tryChange(shadow, down, from) }
}

async function tryChange(shadow: Shadow, change: SchemaChange, wanted: Schema): Promise<readonly string[]> {
  try {
    await runChange(shadow, change)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL') throw error
    return [`failed: ${error.message}`.replaceAll(/\s+/g, ' ')]
  }
  const found = await shadow.database.readSchema(shadow.session)
  return differencesOf(wanted, found, leftOutBy({})).flatMap(renderDifference)
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
