import type { JournalEntry } from '../../plan/journal.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { CommitOptions, Session, StepRecord } from '../database.ts'
import { forgetStepSql } from './marks.ts'

/** A stamp covers many revisions, with the texts of their files: so many rows go in one message. */
const rowsPerMessage = 100

/** So many changes of a step go in one statement. */
const changesPerStatement = 10

/**
 * Writes the rows of the journal and replaces the heads, in the transaction of the step itself, and only where that is still the one that was
 * marked with this run: `gone` when it is not. Returns what proves that it is committed.
 */
export async function writeStepRecord(
  session: Session,
  schema: string,
  { runId, ...record }: StepRecord & { readonly runId: string },
): Promise<Required<Pick<CommitOptions, 'xid' | 'evidence'>> | 'gone'> {
  const isMarked = `pg_catalog.current_setting('plinth.run', true) operator(pg_catalog.=) ${quoteLiteral(runId)}`
  const told = `select pg_catalog.pg_current_xact_id()::pg_catalog.text as xid, ${isMarked} as marked`
  const changes = changesSql(schema, record, isMarked)
  // Most steps have one entry and change one head: one statement, for each costs the server.
  const texts = changes.length <= changesPerStatement ? [together(changes, told)] : [...changes, told]
  const answers = await Promise.all(
    texts.map((text) => session.query<{ xid?: string; marked?: boolean | null }>(text)),
  )
  const [last] = answers.at(-1) ?? []
  if (last?.marked !== true || last.xid === undefined) return 'gone'
  return { xid: last.xid, evidence: evidenceSql(schema, runId, record) }
}

function evidenceSql(schema: string, runId: string, { entries }: StepRecord): string | undefined {
  const entry = entries.at(-1)
  return (
    entry &&
    `select from ${quoteIdentifier(schema)}.journal where run_id operator(pg_catalog.=) ${quoteLiteral(runId)}
      and revision operator(pg_catalog.=) ${quoteLiteral(entry.revision)}`
  )
}

/** The record as statements with their values written in, for an offline script. */
export function renderStepRecord(schema: string, record: StepRecord): string {
  return changesSql(schema, record, 'true')
    .map((statement) => `${statement};`)
    .join('\n')
}

function changesSql(schema: string, record: StepRecord, condition: string): readonly string[] {
  const forgets = record.forgets === undefined ? [] : [forgetStepSql(schema, condition)]
  return [...entriesSql(schema, record, condition), ...headsSql(schema, record, condition), ...forgets]
}

/** Changes of different rows, and a question, as one statement. */
function together(changes: readonly string[], question: string): string {
  const parts = changes.map((change, i) => `change${i} as (${change})`)
  return parts.length === 0 ? question : `with ${parts.join(',\n')}\n${question}`
}

function entriesSql(schema: string, { entries }: StepRecord, condition: string): readonly string[] {
  const chunks = Array.from({ length: Math.ceil(entries.length / rowsPerMessage) }, (_, i) =>
    entries.slice(i * rowsPerMessage, (i + 1) * rowsPerMessage),
  )
  return chunks.map(
    (
      rows,
    ) => `insert into ${quoteIdentifier(schema)}.journal (run_id, revision, message, direction, how, checksum, normal_checksum, text, fingerprint,
    statements, total, started, finished, applied_by, tool_version)
  select * from (values ${rows.map(rowSql).join(',\n    ')}) as v where ${condition}`,
  )
}

/** Where it is known what there was, only what changes is written. By DELETE and INSERT: no other right is needed. */
function headsSql(schema: string, { from, heads }: StepRecord, condition: string): readonly string[] {
  const table = `${quoteIdentifier(schema)}.heads`
  const insert = (head: string) =>
    `insert into ${table} (revision) select ${quoteLiteral(head)} where ${condition}`
  if (from === undefined) {
    const list = `${quoteLiteral(arrayLiteral(heads))}::pg_catalog.text[]`
    const others = `delete from ${table} where revision operator(pg_catalog.<>) all (${list}) and ${condition}`
    return [others, ...heads.map((head) => `${insert(head)} on conflict do nothing`)]
  }
  const left = from.filter((head) => !heads.includes(head))
  const come = heads.filter((head) => !from.includes(head))
  return [
    ...left.map(
      (head) =>
        `delete from ${table} where revision operator(pg_catalog.=) ${quoteLiteral(head)} and ${condition}`,
    ),
    ...come.map(insert),
  ]
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
    entry.fingerprint,
  ].map((text) => (text === null ? 'null::pg_catalog.text' : quoteLiteral(text)))
  const counts = [entry.statements, entry.total].map((count) => `${count}::pg_catalog.int4`)
  const started = `${quoteLiteral(entry.started)}::pg_catalog.timestamptz`
  const last = ['pg_catalog.clock_timestamp()', quoteLiteral(entry.by), quoteLiteral(entry.toolVersion)]
  return `(${[...texts, ...counts, started, ...last].join(', ')})`
}
