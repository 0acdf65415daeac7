import { PlinthError } from '../../errors.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Opening, Session, StepOpening } from '../database.ts'
import { lockKey } from './lock.ts'

/** SQLSTATEs of our own, by which the first message of a step says why it did not open. */
const lockedState = 'PLN01'
const movedState = 'PLN02'

/**
 * Opens a transaction in one message. It begins as `begin` alone, which cannot fail halfway: what is sent behind it before its answer is
 * known must never find itself outside of a transaction.
 */
export async function openStep(session: Session, schema: string, opening: StepOpening): Promise<Opening> {
  const begin =
    opening.transaction === 'new' ? 'begin; set transaction isolation level read committed, read write; ' : ''
  const body = `${guardBody(schema, opening.heads)}\n${preparationBody(opening)}`
  try {
    await session.run(begin + doBlock(body))
    return 'open'
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    if (error.sqlState === lockedState) return 'locked'
    if (error.sqlState === movedState) return 'moved'
    throw error
  }
}

/** What a step of an offline script begins with. The script may be run late, or twice, or beside a run of ours. */
export function renderGuardSql(schema: string, heads: readonly string[]): string {
  return `${doBlock(guardBody(schema, heads))};`
}

/** Marks the transaction as the run's, and limits how long its statements wait for locks, unless the role or the database does. */
function preparationBody({ runId, lockWaitMs }: StepOpening): string {
  const mark = `  perform pg_catalog.set_config('plinth.run', ${quoteLiteral(runId)}, true);`
  if (lockWaitMs === undefined) return mark
  return `${mark}
  if pg_catalog.current_setting('lock_timeout') operator(pg_catalog.=) '0' then
    perform pg_catalog.set_config('lock_timeout', '${Math.round(lockWaitMs)}ms', true);
  end if;`
}

/** Undefined heads are not looked at. */
function guardBody(schema: string, heads: readonly string[] | undefined): string {
  const lock = `  if not pg_catalog.pg_try_advisory_xact_lock(${lockKey(schema)}) then
    raise exception 'another run of Plinth holds the lock'
      using errcode = '${lockedState}', hint = 'Wait for it to finish, and make the script anew.';
  end if;`
  if (heads === undefined) return lock
  const table = `${quoteIdentifier(schema)}.heads`
  const read = `select pg_catalog.array_agg(revision order by revision collate pg_catalog."C") from ${table}`
  return `${lock}
  if pg_catalog.to_regclass(${quoteLiteral(table)}) is not null then
    execute ${quoteLiteral(read)} into found;
  end if;
  found := coalesce(found, '{}');
  if found operator(pg_catalog.<>) ${quoteLiteral(arrayLiteral([...heads].sort()))}::pg_catalog.text[] then
    raise exception 'this script goes on from %, but the database is at %', ${quoteLiteral(heads.join(', ') || 'base')},
        case when pg_catalog.cardinality(found) operator(pg_catalog.=) 0 then 'base' else pg_catalog.array_to_string(found, ', ') end
      using errcode = '${movedState}', hint = 'It was made for another database, or this one has moved since. Make it anew with --sql.';
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
