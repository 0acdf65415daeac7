import type { Schema, UnseenObject } from '../../../schema/schema.ts'
import type { ReadSchemaOptions, Session } from '../../database.ts'
import { assembleFacts, type Answers } from './assemble.ts'
import { commentsSql, type CommentRow } from './comments.ts'
import { columnReading, type ColumnRow } from './columns.ts'
import { rightsSql, type RightsRow } from './grants.ts'
import { dependenciesSql, type Dependency } from './needs.ts'
import { readings } from './readings.ts'
import { relationReading, type RelationRow } from './relations.ts'
import type { Scope } from './scope.ts'
import {
  identitiesSql,
  namedIn,
  namedSql,
  outsideSql,
  scanSql,
  unknownCatalogsSql,
  unknownObjectsSql,
  type Leftover,
  type NamedRow,
  type ScanRow,
} from './unseen.ts'

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
    const [, answers, named, unknown] = await Promise.all([
      session.run(beginning(transaction)),
      readAll(session, scope),
      ask<NamedRow>(session, namedSql()),
      ask<{ readonly name: string }>(session, unknownCatalogsSql()),
    ])
    const { facts, left } = assembleFacts(scope, answers)
    const unseen = [
      ...namedIn(named),
      ...(await readIdentities(session, left)),
      ...(await readUnknown(session, unknown)),
    ]
    return { serverVersion: scope.version, facts, unseen: unseen.toSorted(byName) }
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

async function ask<R>(session: Session, sql: string): Promise<readonly R[]> {
  return session.query(sql) as unknown as Promise<readonly R[]>
}

async function readAll(session: Session, scope: Scope): Promise<Answers> {
  const [relations, columns, comments, rights, dependencies, scan, outside, others] = await Promise.all([
    ask<RelationRow>(session, relationReading.sql(scope)),
    ask<ColumnRow>(session, columnReading.sql(scope)),
    ask<CommentRow>(session, commentsSql),
    ask<RightsRow>(session, rightsSql()),
    ask<{ readonly dependencies: readonly Dependency[] | null }>(session, dependenciesSql),
    ask<ScanRow>(session, scanSql(scope)),
    ask<{ readonly oid: number }>(session, outsideSql(scope)),
    Promise.all(readings.map((one) => ask<never>(session, one.sql(scope)))),
  ])
  return {
    relations,
    columns,
    comments,
    rights,
    dependencies: dependencies[0]?.dependencies ?? [],
    scan,
    outside,
    others,
  }
}

async function readIdentities(session: Session, left: readonly Leftover[]): Promise<readonly UnseenObject[]> {
  return left.length === 0 ? [] : ask(session, identitiesSql(left))
}

/** Objects in catalogs that are known by nothing but their name. */
async function readUnknown(
  session: Session,
  catalogs: readonly { readonly name: string }[],
): Promise<readonly UnseenObject[]> {
  const found = await Promise.all(
    catalogs.map(({ name }) => ask<UnseenObject>(session, unknownObjectsSql(name))),
  )
  return found.flat()
}

function byName(one: UnseenObject, other: UnseenObject): number {
  const texts = [one, other].map(({ kind, name }) => `${kind} ${name}`)
  return texts[0]! < texts[1]! ? -1 : 1
}
