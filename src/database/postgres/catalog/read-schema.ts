import type { Schema } from '../../../schema/schema.ts'
import type { ReadSchemaOptions, Session } from '../../database.ts'
import { assembleSchema, type Answers } from './assemble.ts'
import { commentsSql, type CommentRow } from './comments.ts'
import { columnReading, type ColumnRow } from './columns.ts'
import { rightsSql, type RightsRow } from './grants.ts'
import { dependenciesSql, type Dependency } from './needs.ts'
import { readings } from './readings.ts'
import { relationReading, type RelationRow } from './relations.ts'
import type { Scope } from './scope.ts'

/** So that all queries see one moment, names are written with their schema, and none but those of pg_catalog can be meant. */
const settings = [
  'search_path = pg_catalog, pg_temp',
  'quote_all_identifiers = off',
  'statement_timeout = 0',
  'lock_timeout = 0',
  // Expressions hold constants, which are written as these say.
  'datestyle = ISO',
  'intervalstyle = postgres',
  'extra_float_digits = 1',
  'bytea_output = hex',
  'standard_conforming_strings = on',
  'timezone = UTC',
  'lc_monetary = "C"',
  'xmlbinary = base64',
].map((setting) => `set local ${setting}`)

/**
 * Reads the schema of the database: its user objects as facts. All queries are sent at once, in a read-only transaction of their own, or in the open one, which
 * is left as it was.
 */
export async function readSchema(
  session: Session,
  { leaveOut = [], transaction = 'own' }: ReadSchemaOptions = {},
): Promise<Schema> {
  const scope: Scope = { version: session.serverVersion, leftOut: leaveOut }
  try {
    const [, answers] = await Promise.all([session.run(beginning(transaction)), readAll(session, scope)])
    return assembleSchema(scope, answers)
  } finally {
    await (transaction === 'own' ? session.rollback() : endSavepoint(session))
  }
}

function beginning(transaction: 'own' | 'open'): string {
  const begin =
    transaction === 'own' ? 'begin isolation level repeatable read, read only' : `savepoint ${savepoint}`
  return [begin, ...settings].join('; ')
}

const savepoint = 'plinth_snapshot'

/** Takes the settings back. Where that is not possible, what was in its way has been thrown. */
async function endSavepoint(session: Session): Promise<void> {
  await session.run(`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`).catch(() => {})
}

async function readAll(session: Session, scope: Scope): Promise<Answers> {
  const ask = <R>(sql: string) => session.query(sql) as unknown as Promise<readonly R[]>
  const [relations, columns, comments, rights, dependencies, others] = await Promise.all([
    ask<RelationRow>(relationReading.sql(scope)),
    ask<ColumnRow>(columnReading.sql(scope)),
    ask<CommentRow>(commentsSql),
    ask<RightsRow>(rightsSql()),
    ask<{ readonly dependencies: readonly Dependency[] | null }>(dependenciesSql),
    Promise.all(readings.map((one) => ask<never>(one.sql(scope)))),
  ])
  return { relations, columns, comments, rights, dependencies: dependencies[0]?.dependencies ?? [], others }
}
