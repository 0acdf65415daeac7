import { setTimeout as pause } from 'node:timers/promises'
import type { Schema, UnseenObject } from '../../../schema/schema.ts'
import type { ReadSchemaOptions, Session } from '../../database.ts'
import { ask, settled } from './ask.ts'
import { assembleFacts } from './assemble.ts'
import { isOfMoving, movingError } from './moving.ts'
import { readAnswers } from './read-answers.ts'
import type { Scope } from './scope.ts'
import {
  identitiesSql,
  namedIn,
  namedSql,
  unknownCatalogsSql,
  unknownObjectsSql,
  type Leftover,
  type NamedRow,
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
  // Compiling a query takes longer than to run it.
  'jit = off',
].map((setting) => `set local ${setting}`)

/**
 * Reads the schema of the database: its user objects as facts. All queries are sent at once, in a read-only transaction of their own, or in the open one, which
 * is left as it was. Where somebody drops an object meanwhile, all is read anew. Throws `E_SQL` where that happens each time.
 */
export async function readSchema(session: Session, options: ReadSchemaOptions = {}): Promise<Schema> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(session, options)
    } catch (error) {
      if (!isOfMoving(error)) throw error
      if (attempt === mostAttempts) throw movingError(error)
      await pause(attempt * pauseMs)
    }
  }
}

/** Who makes and drops tables without end leaves gaps that are longer than a read of some tables. */
const mostAttempts = 8
const pauseMs = 20

async function readOnce(
  session: Session,
  { leaveOut = [], transaction = 'own' }: ReadSchemaOptions,
): Promise<Schema> {
  const scope: Scope = { version: session.serverVersion, leftOut: leaveOut }
  try {
    const [, answers, named, unknown] = await settled([
      session.run(beginning(transaction)),
      readAnswers(session, scope),
      ask<NamedRow>(session, namedSql()),
      ask<{ readonly name: string }>(session, unknownCatalogsSql()),
    ])
    const { facts, left } = assembleFacts(answers)
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
