import { PlinthError } from '../../errors.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import { quoteIdentifier, quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { Batches, BatchOwner, BatchProgress } from '../batches.ts'
import type { BatchesBegun } from '../../plan/facts.ts'
import type { Session } from '../database.ts'
import { estimateRows, readLastKey, readNextBounds, renderBounds } from './batch-bounds.ts'
import { describeBatchTable } from './batch-table.ts'
import { permitted } from './privilege.ts'
import { ownRoleSql } from './set-up.ts'

/** What batches need, their progress kept in the settings of the tracking in `schema`. */
export function postgresBatches(schema: string): Batches<Session> {
  return {
    isInTransaction,
    describe: describeBatchTable,
    estimateRows,
    readLast: (session, table) => aside(session, exactText, () => readLastKey(session, table)),
    readNext: (session, table, part) => aside(session, exactText, () => readNextBounds(session, table, part)),
    renderBounds,
    readProgress: (session, owner) => aside(session, ownRoleSql, () => readProgress(session, schema, owner)),
    writeProgress: (session, runId, write) =>
      permitted(writeProgress(session, schema, { ...write, runId }), 'write', { session, schema }),
    forget: (session, revisions) => forget(session, schema, revisions),
    renderForget: (owner, name) =>
      `delete from ${quoteWhereNeeded(schema)}.settings where name = '${fullName(owner, name).replaceAll("'", "''")}'`,
  }
}

/** A setting of the transaction is gone with the statement, where that is a transaction by itself. */
async function isInTransaction(session: Session): Promise<boolean> {
  await session.query(`select pg_catalog.set_config('plinth.run', 'probe', true)`)
  const [row] = await session.query<{ run: string | null }>(
    `select pg_catalog.current_setting('plinth.run', true) as run`,
  )
  return row?.run === 'probe'
}

/** What is read as text must be the same value again, whatever the user set. */
const exactText = `set local extra_float_digits = 3; set local datestyle = 'ISO'; set local intervalstyle = iso_8601`

/** Reads with settings of its own, which are gone afterwards. */
async function aside<T>(session: Session, settings: string, read: () => Promise<T>): Promise<T> {
  await session.run(`savepoint plinth_aside; ${settings}`)
  const result = await read()
  await session.run('rollback to savepoint plinth_aside; release savepoint plinth_aside')
  return result
}

/** Revisions have no colon. */
function prefixOf(revision: string): string {
  return `batches:${revision}:`
}

function fullName({ revision, direction }: BatchOwner, name: string): string {
  return `${prefixOf(revision)}${direction}:${name}`
}

type StoredProgress = Omit<BatchProgress, 'name'>

/** The batches that began, of whatever migration, in all settings of the tracking. */
export function batchesBegun(settings: Readonly<Record<string, string>>): readonly BatchesBegun[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const [, revision, direction, rest] = /^batches:([^:]+):(upgrade|downgrade):([^]*)$/.exec(name) ?? []
    if (revision === undefined || rest === undefined) return []
    const { rows, batches, state } = JSON.parse(value) as StoredProgress
    return [{ revision, direction: direction as BatchesBegun['direction'], name: rest, rows, batches, state }]
  })
}

async function readProgress(
  session: Session,
  schema: string,
  owner: BatchOwner,
): Promise<readonly BatchProgress[] | undefined> {
  const table = `${quoteIdentifier(schema)}.settings`
  const [tracked] = await session.query(`select pg_catalog.to_regclass($1) as found`, [table])
  if (tracked?.['found'] === null) return undefined
  const prefix = fullName(owner, '')
  const rows = await session.query<{ name: string; value: string }>(
    `select name, value from ${table} where pg_catalog.starts_with(name, $1) order by name`,
    [prefix],
  )
  return rows.map(({ name, value }) => ({
    ...(JSON.parse(value) as StoredProgress),
    name: name.slice(prefix.length),
  }))
}

async function writeProgress(
  session: Session,
  schema: string,
  write: BatchOwner & { readonly runId: string; readonly progress: BatchProgress },
): Promise<void> {
  await refuseOtherTransaction(session, write.runId)
  const { name, ...stored } = write.progress
  const table = `${quoteIdentifier(schema)}.settings`
  const full = quoteLiteral(fullName(write, name))
  // In one message, for there are many batches. The migration may have changed the role; its own comes back with the end of the transaction.
  // Whoever may write the tracking may insert and delete, but need not have the right to update.
  await session.run(`set constraints all immediate; ${ownRoleSql}; set local search_path = pg_catalog, pg_temp; set local row_security = on;
    delete from ${table} where name operator(pg_catalog.=) ${full};
    insert into ${table} (name, value) values (${full}, ${quoteLiteral(JSON.stringify(stored))})`)
}

async function refuseOtherTransaction(session: Session, runId: string): Promise<void> {
  const [row] = await session.query<{ run: string | null }>(
    `select pg_catalog.current_setting('plinth.run', true) as run`,
  )
  if (row?.run === runId) return
  throw new PlinthError(
    'E_SCRIPT_TRANSACTION',
    'the function of a batch ended the transaction of the batch',
    {
      detail: 'It ran a COMMIT or ROLLBACK. What it did before that may be in the database.',
      hint: 'Remove the transaction control: each batch is a transaction by itself.',
    },
  )
}

/** A role that may not delete here has written none. */
async function forget(session: Session, schema: string, revisions: readonly string[]): Promise<void> {
  const prefixes = quoteLiteral(arrayLiteral(revisions.map(prefixOf)))
  const of = `from ${quoteIdentifier(schema)}.settings where exists (select from pg_catalog.unnest(${prefixes}::pg_catalog.text[]) as p where pg_catalog.starts_with(name, p))`
  const found = await session.query(`select ${of} limit 1`)
  if (found.length > 0) await session.query(`delete ${of}`)
}
