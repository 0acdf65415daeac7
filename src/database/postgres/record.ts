import type { JournalEntry } from '../../plan/journal.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Session, StepRecord } from '../database.ts'

/** A stamp covers many revisions, with the texts of their files: so many rows go in one message. */
const rowsPerMessage = 100

/**
 * Writes the rows of the journal and replaces the heads, in the transaction of the step itself, and only where that is still the one that was
 * marked with this run: `gone` when it is not. Returns the id of the transaction.
 */
export async function writeStepRecord(
  session: Session,
  schema: string,
  { heads, entries, runId }: StepRecord & { readonly runId: string },
): Promise<{ readonly xid: string } | 'gone'> {
  const condition = `pg_catalog.current_setting('plinth.run', true) operator(pg_catalog.=) ${quoteLiteral(runId)}`
  const answers = await Promise.all(
    inChunks(entries).map((rows) => {
      const { changes, newHeads } = recordSql(schema, { heads, entries: rows }, condition)
      return session.query<{ xid: string; rows: string }>(`${changes}, come as (${newHeads})
        select pg_catalog.pg_current_xact_id()::pg_catalog.text as xid, (select pg_catalog.count(*) from entry)::pg_catalog.text as rows`)
    }),
  )
  const written = answers.reduce((sum, [row]) => sum + Number(row?.rows), 0)
  const xid = answers.at(-1)?.[0]?.xid
  return written === entries.length && xid !== undefined ? { xid } : 'gone'
}

/** The record as statements with their values written in, for an offline script. */
export function renderStepRecord(schema: string, { heads, entries }: StepRecord): string {
  return inChunks(entries)
    .map((rows) => {
      const { changes, newHeads } = recordSql(schema, { heads, entries: rows }, 'true')
      return `${changes}\n${newHeads};`
    })
    .join('\n')
}

function inChunks(entries: readonly JournalEntry[]): readonly (readonly JournalEntry[])[] {
  const count = Math.ceil(entries.length / rowsPerMessage)
  return Array.from({ length: count }, (_, i) => entries.slice(i * rowsPerMessage, (i + 1) * rowsPerMessage))
}

/**
 * The record in one statement. `changes`: with `entry`, which adds to the journal where the condition holds, and `gone`, which deletes
 * heads where it did. `newHeads` inserts the others.
 */
function recordSql(
  schema: string,
  { heads, entries }: StepRecord,
  condition: string,
): { readonly changes: string; readonly newHeads: string } {
  const quoted = quoteIdentifier(schema)
  const list = `${quoteLiteral(arrayLiteral(heads))}::pg_catalog.text[]`
  return {
    changes: `with entry as (
       insert into ${quoted}.journal (run_id, revision, message, direction, how, checksum, normal_checksum, text, statements, total, started, finished, applied_by, tool_version)
         select * from (values ${entries.map(rowSql).join(',\n           ')}) as v where ${condition} returning id
     ), gone as (
       delete from ${quoted}.heads where revision operator(pg_catalog.<>) all (${list}) and exists (select from entry)
     )`,
    newHeads: `insert into ${quoted}.heads (revision) select h from pg_catalog.unnest(${list}) as h where exists (select from entry) on conflict do nothing`,
  }
}

function rowSql(entry: JournalEntry): string {
  const texts = [
    entry.runId,
    entry.revision,
    entry.message,
    entry.direction,
    entry.how,
    entry.checksum,
    entry.normalChecksum,
    entry.text,
  ].map((text) => (text === null ? 'null::pg_catalog.text' : quoteLiteral(text)))
  const counts = [entry.statements, entry.total].map((count) => `${count}::pg_catalog.int4`)
  const started = `${quoteLiteral(entry.started)}::pg_catalog.timestamptz`
  const last = ['pg_catalog.clock_timestamp()', quoteLiteral(entry.by), quoteLiteral(entry.toolVersion)]
  return `(${[...texts, ...counts, started, ...last].join(', ')})`
}
