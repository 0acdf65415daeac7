import { PlinthError } from '../../errors.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { MarkChange, Session } from '../database.ts'
import { forgetStepSql, initMark, stepMark, textMark } from './marks.ts'
import { ownRoleSql } from './set-up.ts'
import { headsAreSql, movedText, orFail } from './step-transaction.ts'

/**
 * Moves the mark that says how far a script came, in the open transaction and as the last of it: the settings and the role of the script do not count for it.
 * Only where it is what this run left, and the heads are what it goes on from: a run that lost its lock to another writes nothing any more.
 */
export async function writeMark(session: Session, schema: string, change: MarkChange): Promise<void> {
  try {
    // By itself: a message is read as a whole before any of it runs, as the script would have its strings read.
    await session.run(asOurselves)
    await session.run(changeSql(schema, change).join(';\n'))
  } catch (error) {
    throw error instanceof PlinthError && error.sqlState === '22P02' && error.message.includes(movedText)
      ? overtaken()
      : error
  }
}

/** They come back with the end of the transaction. */
const asOurselves = `${ownRoleSql}; set local search_path = pg_catalog, pg_temp;
  set local row_security = on; set local lock_timeout = 0; set local statement_timeout = 0; set local standard_conforming_strings = on`

function changeSql(schema: string, change: MarkChange): readonly string[] {
  const table = `${quoteIdentifier(schema)}.settings`
  const mark = change.of === 'init' ? initMark : stepMark
  const { before, after } = change
  const add = (name: string, value: string) =>
    `insert into ${table} (name, value) values ('${name}', ${quoteLiteral(value)})`
  const isMark = `name operator(pg_catalog.=) '${mark}'`
  const was = before && `value operator(pg_catalog.=) ${quoteLiteral(JSON.stringify(before))}`
  const gone = `with gone as (delete from ${table} where ${isMark} and ${was} returning 1)
    select ${orFail('pg_catalog.count(*) operator(pg_catalog.=) 1', movedText)} from gone`
  const sql = [
    was === undefined
      ? `select ${orFail(`not exists (select from ${table} where ${isMark})`, movedText)}`
      : gone,
  ]
  if (after !== undefined) sql.push(add(mark, JSON.stringify(after)))
  if (change.of === 'init') return sql
  if (change.heads !== undefined) sql.unshift(headsAreSql(schema, change.heads))
  if (after === undefined) sql.push(forgetStepSql(schema, 'true'))
  else if (change.text !== undefined)
    sql.push(
      `delete from ${table} where name operator(pg_catalog.=) '${textMark}'`,
      add(textMark, change.text),
    )
  return sql
}

function overtaken(): PlinthError {
  return new PlinthError('E_LOCK', 'another run went on from where this one was', {
    detail: 'The lock of this run was lost: something in the script, or a pooler, gave it up.',
    result: 'This run stopped; what it did before stays, and is recorded.',
    hint: 'To see where the database is: plinth status',
  })
}
