import { PlinthError } from '../../errors.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import { startSavepoint, type Opening, type Session, type StepOpening } from '../database.ts'
import { lockKey } from './lock.ts'
import { noStepSql } from './marks.ts'

/**
 * Opens a transaction in one message. What is sent behind it before its answer is known must never find itself outside of a transaction. The
 * heads are read by a statement behind that of the lock, for a statement sees what was there when it began.
 */
export async function openStep(session: Session, schema: string, opening: StepOpening): Promise<Opening> {
  const isNew = opening.transaction === 'new'
  const parts = [
    ...(isNew ? [lockSql(schema)] : []),
    `select ${[...guards(schema, opening), ...preparation(opening)].join(', ')}`,
    ...(isNew ? [`savepoint ${startSavepoint}`] : []),
  ]
  try {
    const sql = parts.join(';\n')
    await (isNew ? session.begin(sql) : session.run(sql))
    return 'open'
  } catch (error) {
    const why = error instanceof PlinthError ? whyNotOpen(error) : undefined
    if (why === undefined) throw error
    return why
  }
}

const lockedText = 'plinth: locked'
export const movedText = 'plinth: moved'

/** A table that is not there, or not to be read, is for the look under the lock to tell. */
const missingStates: ReadonlySet<string | undefined> = new Set(['42P01', '3F000', '42501'])

function whyNotOpen({ sqlState, message }: PlinthError): Exclude<Opening, 'open'> | undefined {
  if (missingStates.has(sqlState)) return 'moved'
  // The server's words around it are in the language of its messages.
  if (sqlState !== '22P02') return undefined
  if (message.includes(lockedText)) return 'locked'
  return message.includes(movedText) ? 'moved' : undefined
}

function lockSql(schema: string): string {
  return `select ${orFail(`pg_catalog.pg_try_advisory_xact_lock(${lockKey(schema)})`, lockedText)}`
}

/** What ends the transaction where something is not as it should be: one expression, for each statement costs the server. */
function guards(schema: string, { heads, unfinished }: StepOpening): readonly string[] {
  const conditions = [
    ...(heads === undefined ? [] : [headsAre(schema, heads)]),
    ...(unfinished === 'none' ? [noStepSql(schema)] : []),
  ]
  return conditions.length === 0 ? [] : [orFail(conditions.join(' and '), movedText)]
}

/** A statement that ends the transaction where the heads are others. */
export function headsAreSql(schema: string, heads: readonly string[]): string {
  return `select ${orFail(headsAre(schema, heads), movedText)}`
}

function headsAre(schema: string, heads: readonly string[]): string {
  const found = `(select coalesce(pg_catalog.array_agg(revision order by revision collate pg_catalog."C"), '{}') from ${quoteIdentifier(schema)}.heads)`
  return `${found} operator(pg_catalog.=) ${quoteLiteral(arrayLiteral([...heads].sort()))}::pg_catalog.text[]`
}

/** A condition that ends the transaction where it does not hold. Not with a constant, which would be converted before anything is asked. */
export function orFail(condition: string, text: string): string {
  return `case when ${condition} then 0 else pg_catalog.concat('${text}', pg_catalog.pg_backend_pid())::pg_catalog.int4 end`
}

/** What hooks may ask for. */
export function renderAbout(
  about: { readonly revision: string; readonly direction: string } | undefined,
): string {
  const { revision, direction } = about ?? { revision: '', direction: '' }
  return `set local plinth.revision = ${quoteLiteral(revision)}; set local plinth.direction = ${quoteLiteral(direction)};`
}

/** Marks the transaction as the run's, and limits how long its statements wait for locks, unless the role or the database does. */
function preparation({ runId, lockWaitMs }: StepOpening): readonly string[] {
  const mark = `pg_catalog.set_config('plinth.run', ${quoteLiteral(runId)}, true)`
  if (lockWaitMs === undefined) return [mark]
  const limit = `case when pg_catalog.current_setting('lock_timeout') operator(pg_catalog.=) '0'
    then pg_catalog.set_config('lock_timeout', '${Math.round(lockWaitMs)}ms', true) end`
  return [mark, limit]
}

/** What a step of an offline script begins with. The script may be run late, or twice, or beside a run of ours. */
export function renderGuardSql(
  schema: string,
  heads: readonly string[],
  unfinished: StepOpening['unfinished'],
): string {
  const halfDone = unfinished === 'none' ? halfDoneBody(schema) : ''
  return `${doBlock(guardBody(schema, heads) + halfDone)};`
}

/** The script may be run in the middle of a migration that began after it was made. */
function halfDoneBody(schema: string): string {
  return `
  if pg_catalog.to_regclass(${quoteLiteral(`${quoteIdentifier(schema)}.settings`)}) is not null then
    execute ${quoteLiteral(`select array['unfinished'] where not ${noStepSql(schema)}`)} into found;
    if found is not null then
      raise exception 'a migration without a transaction began here and did not end' using hint = 'To see which: plinth status';
    end if;
  end if;`
}

function guardBody(schema: string, heads: readonly string[]): string {
  const table = `${quoteIdentifier(schema)}.heads`
  const read = `select pg_catalog.array_agg(revision order by revision collate pg_catalog."C") from ${table}`
  return `  if not pg_catalog.pg_try_advisory_xact_lock(${lockKey(schema)}) then
    raise exception 'another run of Plinth holds the lock' using hint = 'Wait for it to finish, and make the script anew.';
  end if;
  if pg_catalog.to_regclass(${quoteLiteral(table)}) is not null then
    execute ${quoteLiteral(read)} into found;
  end if;
  found := coalesce(found, '{}');
  if found operator(pg_catalog.<>) ${quoteLiteral(arrayLiteral([...heads].sort()))}::pg_catalog.text[] then
    raise exception 'this script goes on from %, but the database is at %', ${quoteLiteral(heads.join(', ') || 'base')},
        case when pg_catalog.cardinality(found) operator(pg_catalog.=) 0 then 'base' else pg_catalog.array_to_string(found, ', ') end
      using hint = 'It was made for another database, or this one has moved since. Make it anew with --sql.';
  end if;`
}

/** The body stands between dollars for people to read it, unless it holds these very dollars. */
function doBlock(body: string): string {
  const block = `\ndeclare found pg_catalog.text[];\nbegin\n${body}\nend `
  return `do ${block.includes('$plinth$') ? quoteLiteral(block) : `$plinth$${block}$plinth$`}`
}

/** Deferred constraints first, as COMMIT would have them: with the role and the search_path that the script left. */
export async function settleStep(session: Session): Promise<void> {
  await session.run(`set constraints all immediate; reset session authorization; reset role; set local search_path = pg_catalog, pg_temp;
    set local row_security = on; set local lock_timeout = 0; set local statement_timeout = 0;
    set local client_encoding = 'UTF8'; set local standard_conforming_strings = on`)
}

/** A script may have committed by itself. */
export function endedByScript(): PlinthError {
  return new PlinthError('E_SCRIPT_TRANSACTION', 'the script ended the transaction it ran in', {
    detail:
      'It contains a COMMIT or ROLLBACK, perhaps inside a procedure or function. What it did before that may be in the database.',
    hint: 'Remove the transaction control from the script, then look at the database: plinth status',
  })
}
