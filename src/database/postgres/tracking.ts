import { rowsRead, type Applied, type AppliedRevision, type IsSumOfFiles } from '../../plan/applied.ts'
import type { InitProgress, RepeatedScript, StepProgress, Tracking } from '../../plan/facts.ts'
import type { JournalEntry } from '../../plan/journal.ts'
import type { Row, Session } from '../database.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import { batchesBegun } from './batch-progress.ts'
import { initMark, stepMark, textMark } from './marks.ts'

const tables = ['heads', 'journal', 'settings'] as const

/** The schema (without a name) or a table of it, as the catalogs have it. */
interface FoundTable {
  readonly name: string | null
  readonly kind: string
  readonly trusted: boolean
  readonly clean: boolean
}

/** What was read of the tracking ahead: of what is applied a sum and the first row. */
export interface TrackingRows {
  readonly found: readonly FoundTable[]
  readonly row: TrackingRow<AppliedSum> | undefined
}

/**
 * Our tracking schema as found, owner and kind of each table checked: a planted view or a stranger's table is not trusted. What was read of it `ahead` is not
 * read again, but for the rows of what is applied, where the files have something else.
 */
export async function readTracking(
  session: Session,
  schema: string,
  {
    ahead,
    isSum,
  }: { readonly ahead?: TrackingRows | undefined; readonly isSum?: IsSumOfFiles | undefined } = {},
): Promise<Tracking> {
  const found = ahead?.found ?? (await session.query<FoundTable & Row>(foundSql(quoteLiteral(schema))))
  const fault = faultIn(found, schema)
  if (fault !== undefined) return fault
  const { sum, first } = ahead?.row?.applied ?? {}
  if (ahead?.row && sum && (await isSum?.(sum)) === true)
    return trackingIn(ahead.row, { first: first ? appliedRevision(first) : undefined })
  const row = await readRow(session, schema)
  return trackingIn(row, (row?.applied ?? []).map(appliedRevision))
}

/** Why its rows are not read. {@link trustedSql} is the same for the server. */
function faultIn(found: readonly FoundTable[], schema: string): Tracking | undefined {
  if (found.length === 0) return { kind: 'none' }
  const untrusted = found.find((row) => !row.trusted)
  if (untrusted)
    return { kind: 'untrusted', why: `${untrusted.name ?? 'the schema'} is owned by another role` }
  const planted = found.find((row) => row.name !== null && row.kind !== 'r')
  if (planted) return { kind: 'untrusted', why: `${schema}.${planted.name} is not a table` }
  const odd = found.find((row) => !row.clean)
  if (odd)
    return { kind: 'untrusted', why: `${schema}.${odd.name} has rules, triggers or row-level security` }
  const missing = tables.find((table) => !found.some((row) => row.name === table))
  return missing && { kind: 'unusable', why: `the table ${schema}.${missing} is missing` }
}

/** Over the rows of {@link foundSql}: all is there, and to be trusted. */
export const trustedSql = `pg_catalog.count(*) operator(pg_catalog.=) ${1 + tables.length}
    and pg_catalog.bool_and(trusted and clean and kind operator(pg_catalog.=) case when name is null then 's' else 'r' end)`

/** Names would be a third of what thousands of them take. */
type AppliedRow = readonly [
  revision: string,
  how: string,
  message: string,
  checksum: string | null,
  normalChecksum: string | null,
  finished: string,
  by: string,
]

/** What {@link isSumOf} is asked with, and the first row; no sum where nothing is applied. */
type AppliedSum = { readonly sum: string | null; readonly first: AppliedRow | null }

type TrackingRow<A = readonly AppliedRow[]> = {
  readonly heads: readonly string[] | null
  readonly settings: Readonly<Record<string, string>> | null
  readonly applied: A | null
  readonly repeated: readonly RepeatedScript[] | null
  readonly recorded: boolean
}

async function readRow(session: Session, schema: string): Promise<TrackingRow | undefined> {
  const [row] = await session.query<TrackingRow>(rowsSql(quoteIdentifier(schema), 'rows'))
  return row
}

/** All of it as one row; of what is applied the rows, or a sum over them. */
export function rowsSql(schema: string, applied: 'rows' | 'sum'): string {
  return `
    select (select pg_catalog.json_agg(revision order by revision collate pg_catalog."C") from ${schema}.heads) as heads,
      (select pg_catalog.json_object_agg(name, value) from ${schema}.settings where name operator(pg_catalog.<>) '${textMark}') as settings,
      (${applied === 'rows' ? appliedSql(schema) : appliedSumSql(schema)}) as applied,
      (select pg_catalog.json_agg(last) from (${repeatedSql(schema)}) as last) as repeated,
      exists (select from ${schema}.journal) as recorded`
}

/** No heads are right when the journal says that all there was has been undone. */
function trackingIn(row: Omit<TrackingRow, 'applied'> | undefined, applied: Applied): Tracking {
  const heads = row?.heads ?? []
  const unfinished = row?.settings?.[initMark]
  if (unfinished !== undefined)
    return { kind: 'unfinished', progress: JSON.parse(unfinished) as InitProgress }
  const step = row?.settings?.[stepMark]
  const rows = rowsRead(applied)
  const wentToBase = rows.length === 0 && row?.recorded === true
  if (heads.length === 0 && !wentToBase)
    return { kind: 'unusable', why: 'it records no revision', applied: rows }
  return {
    kind: 'tracked',
    heads,
    applied,
    repeated: row?.repeated ?? [],
    unfinished: step === undefined ? undefined : (JSON.parse(step) as StepProgress),
    batches: batchesBegun(row?.settings ?? {}),
    environment: row?.settings?.['environment'] ?? 'production',
    protected: row?.settings?.['protected'] === 'true',
  }
}

function appliedRevision([
  revision,
  how,
  message,
  checksum,
  normalChecksum,
  finished,
  by,
]: AppliedRow): AppliedRevision {
  return { revision, how, message, checksum, normalChecksum, finished, by }
}

/** All rows of the journal, oldest first. */
export async function readJournalRows(session: Session, schema: string): Promise<readonly JournalEntry[]> {
  return session.query(
    `select id::integer as id, run_id::pg_catalog.text as "runId", revision, message, direction, how, checksum, normal_checksum as "normalChecksum", text, fingerprint,
        statements, total, ${utc('started')} as started, ${utc('finished')} as finished, applied_by as "by", tool_version as "toolVersion"
       from ${quoteIdentifier(schema)}.journal order by id`,
  ) as unknown as Promise<readonly JournalEntry[]>
}

/** The text of a file as it was last recorded for this revision; undefined when none was. */
export async function readAppliedText(
  session: Session,
  schema: string,
  revision: string,
): Promise<string | undefined> {
  const [row] = await session.query<{ text: string | null }>(
    `select text from ${quoteIdentifier(schema)}.journal
      where revision operator(pg_catalog.=) $1 and direction operator(pg_catalog.<>) 'downgrade' order by id desc limit 1`,
    [revision],
  )
  return row?.text ?? undefined
}

/** The DDL of the tracking schema. Runs under the lock, in the transaction of the first record. */
export async function createTrackingSchema(
  session: Session,
  schema: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await session.run(renderTrackingSql(schema, settings))
}

/** The DDL of the tracking and its first settings, as text. */
export function renderTrackingSql(schema: string, settings: Readonly<Record<string, string>>): string {
  const quoted = quoteIdentifier(schema)
  const rows = Object.entries(settings).map(
    ([name, value]) => `(${quoteLiteral(name)}, ${quoteLiteral(value)})`,
  )
  return `${trackingDdl(quoted).trim()}\ninsert into ${quoted}.settings (name, value) values ${rows.join(', ')} on conflict (name) do nothing;`
}

function utc(column: string): string {
  return `pg_catalog.to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function appliedSql(schema: string): string {
  return `select pg_catalog.json_agg(${columnsSql} order by id) from (${lastRowsSql(schema)}) as last`
}

/** As {@link isSumOf} has it of files. */
function appliedSumSql(schema: string): string {
  const line = `pg_catalog.concat(revision, case when how operator(pg_catalog.<>) 'init' then pg_catalog.concat(' ', checksum) end)`
  const lines = `pg_catalog.string_agg(${line}, pg_catalog.chr(10) order by ${line} collate pg_catalog."C")`
  return `with last as materialized (${lastRowsSql(schema)}) select pg_catalog.json_build_object(
        'sum', (select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(${lines}, 'UTF8')), 'hex') from last),
        'first', (select ${columnsSql} from last order by id limit 1))`
}

/** As {@link AppliedRow}. */
const columnsSql = `pg_catalog.json_build_array(revision, how, message, checksum, normal_checksum, ${utc('finished')}, applied_by)`

/** The last row of each revision, unless it was undone then. Found by id: sorting whole rows by revision takes half as long again. */
function lastRowsSql(schema: string): string {
  return `select id, revision, how, message, checksum, normal_checksum, finished, applied_by
      from ${schema}.journal
     where direction operator(pg_catalog.<>) 'downgrade' and how operator(pg_catalog.<>) 'repeated'
       and id operator(pg_catalog.=) any (select pg_catalog.max(id) from ${schema}.journal group by revision)`
}

/** A downgrade may have taken away what they made. */
function repeatedSql(schema: string): string {
  return `select distinct on (revision) revision as name, normal_checksum as "normalChecksum" from ${schema}.journal
    where how operator(pg_catalog.=) 'repeated'
      and id operator(pg_catalog.>) (select coalesce(pg_catalog.max(id), 0) from ${schema}.journal where direction operator(pg_catalog.=) 'downgrade')
    order by revision, id desc`
}

/**
 * The schema itself (name null) and its tables; trusted: owned by us, by a role we are a member of, or by the database's owner. Without
 * parameters, which cost a round trip: the server would be asked for their types first.
 */
export const foundSql = (schema: string) => `
select null::pg_catalog.text as name, 's' as kind, pg_catalog.pg_has_role(n.nspowner, 'usage')
    or n.nspowner operator(pg_catalog.=) (select datdba from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database())
    or exists (select from pg_catalog.pg_roles r where r.oid operator(pg_catalog.=) n.nspowner and r.rolsuper) as trusted, true as clean
  from pg_catalog.pg_namespace n where n.nspname operator(pg_catalog.=) ${schema}
union all
select c.relname::pg_catalog.text, c.relkind::pg_catalog.text, c.relowner operator(pg_catalog.=) n.nspowner,
    not (c.relrowsecurity or c.relhasrules or exists (select from pg_catalog.pg_trigger t where t.tgrelid operator(pg_catalog.=) c.oid and not t.tgisinternal))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where n.nspname operator(pg_catalog.=) ${schema} and c.relname operator(pg_catalog.=) any (array['heads', 'journal', 'settings']::pg_catalog.name[])`

function trackingDdl(schema: string): string {
  return `
create schema if not exists ${schema};
comment on schema ${schema} is 'Plinth: which revisions this database is at, and how it got there';
create table if not exists ${schema}.heads (
  revision pg_catalog.text primary key
);
comment on table ${schema}.heads is 'one row per current head';
create table if not exists ${schema}.journal (
  id pg_catalog.int8 generated always as identity primary key,
  run_id pg_catalog.text not null,
  revision pg_catalog.text not null,
  message pg_catalog.text not null,
  direction pg_catalog.text not null check (direction operator(pg_catalog.=) any (array['upgrade', 'downgrade', 'stamp'])),
  how pg_catalog.text not null,
  checksum pg_catalog.text,
  normal_checksum pg_catalog.text,
  text pg_catalog.text,
  fingerprint pg_catalog.text,
  statements pg_catalog.int4 not null,
  total pg_catalog.int4 not null,
  started pg_catalog.timestamptz not null,
  finished pg_catalog.timestamptz,
  applied_by pg_catalog.text not null,
  tool_version pg_catalog.text not null
);
comment on table ${schema}.journal is 'append-only: every step that was applied, in order';
create table if not exists ${schema}.settings (
  name pg_catalog.text primary key,
  value pg_catalog.text not null
);
comment on table ${schema}.settings is 'environment marker, protection, version of the tool that made this schema';`
}
