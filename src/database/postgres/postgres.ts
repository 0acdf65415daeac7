import type { JournalEntry } from '../../plan/journal.ts'
import type { Database, Session, StepRecord, Unfinished } from '../database.ts'
import { postgresBatches } from './batch-progress.ts'
import { readAvailableExtensions } from './catalog/available-extensions.ts'
import { readSchema } from './catalog/read-schema.ts'
import { readFactsOf, readProviderSchemas } from './facts.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { readLockHolder, tryLock, unlock } from './lock.ts'
import { readNamesOf } from './names.ts'
import { userObjectsSql } from './objects.sql.ts'
import { permitted, refuseUnprivileged } from './privilege.ts'
import { renderStepRecord, writeStepRecord } from './record.ts'
import { endedByScript, openStep, renderAbout, renderGuardSql, settleStep } from './step-transaction.ts'
import { createTrackingSchema, readAppliedText, readJournalRows, renderTrackingSql } from './tracking.ts'
import { readIndexRemains, readOrphan, readSessionName } from './remains.ts'
import { readUnfinished } from './marks.ts'
import { writeMark } from './write-mark.ts'
import { readWorkOf } from './work.ts'
import { readTablesOfTools } from './tables-of-tools.ts'

/** PostgreSQL, with the tracking in `schema`. */
export function postgresDatabase(schema: string): Database {
  const quoted = quoteIdentifier(schema)
  const read = <T>(session: Session, work: Promise<T>) => permitted(work, 'read', { session, schema })
  return {
    readFacts: (session, isSum) => read(session, readFactsOf(session, schema, isSum)),
    readSchema: (session, { leaveOut = [], ...options } = {}) =>
      readSchema(session, { ...options, leaveOut: [schema, ...leaveOut] }),
    readTablesOfTools,
    readProviderSchemas: (session) => readProviderSchemas(session, schema),
    readAvailableExtensions,
    readHeads: (session) => read(session, readHeads(session, schema)),
    readJournal: (session) => read(session, readJournal(session, schema)),
    readAppliedText: (session, revision) => readAppliedText(session, schema, revision),
    refuseUnprivileged: (session) => refuseUnprivileged(session, schema),
    openStep: (session, opening) => openStep(session, schema, opening),
    trySessionLock: (session) => tryLock(session, schema),
    releaseSessionLock: (session) => unlock(session, schema),
    lockHolder: (session) => readLockHolder(session, schema),
    readNames: readNamesOf,
    readWork: readWorkOf,
    settleTransaction: settleStep,
    createTracking: async (session, environment, toolVersion) => {
      if (await isWhole(session, schema)) return
      const settings = { environment, tool_version: toolVersion }
      await permitted(createTrackingSchema(session, schema, settings), 'create', { session, schema })
    },
    readUnfinished: (session) => read(session, readUnfinishedOf(session, schema)),
    writeMark: (session, change) =>
      permitted(writeMark(session, schema, change), 'write', { session, schema }),
    readIndexRemains,
    readOrphan,
    readSessionName,
    writeRecord: (session, runId, record) =>
      permitted(writeRecord(session, schema, { ...record, runId }), 'write', { session, schema }),
    batches: postgresBatches(schema),
    renderTracking: (environment, toolVersion) =>
      renderTrackingSql(schema, { environment, tool_version: toolVersion }),
    renderAbout,
    renderGuard: (heads, unfinished) => renderGuardSql(schema, heads, unfinished),
    renderRecord: (record) => renderStepRecord(schema, record),
    dropEverything: (session) => permitted(dropEverything(session, quoted), 'drop', { session, schema }),
    readSize,
  }
}

async function readJournal(session: Session, schema: string): Promise<readonly JournalEntry[]> {
  return (await readHeads(session, schema)) ? readJournalRows(session, schema) : []
}

async function readUnfinishedOf(session: Session, schema: string): Promise<Unfinished> {
  const isTracked = (await readHeads(session, schema)) !== undefined
  return isTracked ? readUnfinished(session, schema) : { init: undefined, step: undefined, text: undefined }
}

async function writeRecord(
  session: Session,
  schema: string,
  record: StepRecord & { readonly runId: string },
): ReturnType<Database['writeRecord']> {
  const written = await writeStepRecord(session, schema, record)
  if (written === 'gone') throw endedByScript()
  return written
}

/** The DDL of the tracking is for its owner; who may only write into it must not need it. */
async function isWhole(session: Session, schema: string): Promise<boolean> {
  const [row] = await session.query<{ tables: number }>(
    `select pg_catalog.count(*)::pg_catalog.int4 as tables
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
      where n.nspname operator(pg_catalog.=) $1 and c.relname operator(pg_catalog.=) any (array['heads', 'journal', 'settings']::pg_catalog.name[])`,
    [schema],
  )
  if (row?.tables !== 3) return false
  return (await session.query(`select from ${quoteIdentifier(schema)}.settings limit 1`)).length > 0
}

async function readHeads(session: Session, schema: string): Promise<readonly string[] | undefined> {
  const [table] = await session.query(`select pg_catalog.to_regclass($1) as found`, [
    `${quoteIdentifier(schema)}.heads`,
  ])
  if (table?.['found'] === null) return undefined
  const rows = await session.query<{ revision: string }>(
    `select revision from ${quoteIdentifier(schema)}.heads order by revision collate pg_catalog."C"`,
  )
  return rows.map((row) => row.revision)
}

/** Drops the schemas that hold user objects, the tracking schema and, in public, the objects one by one in one cascade. */
async function dropEverything(session: Session, tracking: string): Promise<number> {
  await session.run('set local search_path = pg_catalog, pg_temp')
  const own = await readOwn(session)
  const [extensions] = await session.query<{ names: string[] | null }>(
    `select pg_catalog.array_to_json(pg_catalog.array_agg(extname)) as names from pg_catalog.pg_extension where extname operator(pg_catalog.<>) 'plpgsql'`,
  )
  for (const kind of outsideSchemas)
    for (const { name } of own.filter((row) => row.kind === kind))
      await session.run(`drop ${kind} if exists ${quoteIdentifier(name)} cascade`)
  await session.run(`drop schema if exists ${tracking} cascade`)
  await dropSchemas(session, own)
  for (const name of extensions?.names ?? [])
    await session.run(`drop extension if exists ${quoteIdentifier(name)} cascade`)
  // A schema that held nothing but extensions counts as theirs until they are gone.
  await dropSchemas(session, await readOwn(session))
  await dropPublic(session)
  return own.length
}

const outsideSchemas = [
  'event trigger',
  'publication',
  'server',
  'foreign data wrapper',
  'language',
  'access method',
]

type Own = readonly { readonly kind: string; readonly name: string }[]

async function readOwn(session: Session): Promise<Own> {
  const rows = await session.query<{
    kind: string
    name: string
    of_extension: boolean
    of_provider: boolean
  }>(userObjectsSql, [''])
  return rows.filter((row) => !row.of_extension && !row.of_provider)
}

async function dropSchemas(session: Session, own: Own): Promise<void> {
  for (const { name } of own.filter((row) => row.kind === 'schema'))
    await session.run(`drop schema if exists ${quoteIdentifier(name)} cascade`)
}

/** The schema public stays, with its owner and grants; what is in it goes. */
async function dropPublic(session: Session): Promise<void> {
  await session.run(`do $plinth$
declare
  item record;
begin
  for item in
    select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table'
        when 'c' then 'type' else 'table' end as kind, c.oid::pg_catalog.regclass::pg_catalog.text as name, c.oid
      from pg_catalog.pg_class c where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      order by case c.relkind when 'S' then 1 else 0 end
  loop
    if exists (select from pg_catalog.pg_class where oid = item.oid) then
      execute pg_catalog.format('drop %s %s cascade', item.kind, item.name);
    end if;
  end loop;
  -- Types before functions: those of a range type come with it.
  for item in select t.oid::pg_catalog.regtype::pg_catalog.text as name, t.oid from pg_catalog.pg_type t
    where t.typnamespace = 'public'::pg_catalog.regnamespace and (t.typtype in ('e', 'd', 'r')
      or (t.typtype in ('b', 'p') and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)))
  loop
    if exists (select from pg_catalog.pg_type where oid = item.oid) then
      execute pg_catalog.format('drop type %s cascade', item.name);
    end if;
  end loop;
  for item in select p.oid::pg_catalog.regprocedure::pg_catalog.text as name, p.oid, p.prokind from pg_catalog.pg_proc p where p.pronamespace = 'public'::pg_catalog.regnamespace loop
    if exists (select from pg_catalog.pg_proc where oid = item.oid) then
      execute pg_catalog.format('drop %s %s cascade', case item.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, item.name);
    end if;
  end loop;
  for item in select o.oid::pg_catalog.regoperator::pg_catalog.text as name, o.oid from pg_catalog.pg_operator o where o.oprnamespace = 'public'::pg_catalog.regnamespace loop
    execute pg_catalog.format('drop operator %s cascade', item.name);
  end loop;
  for item in select c.oid::pg_catalog.regcollation::pg_catalog.text as name from pg_catalog.pg_collation c where c.collnamespace = 'public'::pg_catalog.regnamespace loop
    execute pg_catalog.format('drop collation %s cascade', item.name);
  end loop;
  for item in select pg_catalog.format('public.%I', s.stxname) as name from pg_catalog.pg_statistic_ext s where s.stxnamespace = 'public'::pg_catalog.regnamespace loop
    execute pg_catalog.format('drop statistics if exists %s', item.name);
  end loop;
  for item in
    select 'text search configuration' as kind, pg_catalog.format('public.%I', cfgname) as name from pg_catalog.pg_ts_config where cfgnamespace = 'public'::pg_catalog.regnamespace
    union all select 'text search dictionary', pg_catalog.format('public.%I', dictname) from pg_catalog.pg_ts_dict where dictnamespace = 'public'::pg_catalog.regnamespace
    union all select 'text search parser', pg_catalog.format('public.%I', prsname) from pg_catalog.pg_ts_parser where prsnamespace = 'public'::pg_catalog.regnamespace
    union all select 'text search template', pg_catalog.format('public.%I', tmplname) from pg_catalog.pg_ts_template where tmplnamespace = 'public'::pg_catalog.regnamespace
    union all select 'conversion', pg_catalog.format('public.%I', conname) from pg_catalog.pg_conversion where connamespace = 'public'::pg_catalog.regnamespace
    union all select 'operator class', pg_catalog.format('public.%I using %I', c.opcname, m.amname)
      from pg_catalog.pg_opclass c join pg_catalog.pg_am m on m.oid = c.opcmethod where c.opcnamespace = 'public'::pg_catalog.regnamespace
    union all select 'operator family', pg_catalog.format('public.%I using %I', f.opfname, m.amname)
      from pg_catalog.pg_opfamily f join pg_catalog.pg_am m on m.oid = f.opfmethod where f.opfnamespace = 'public'::pg_catalog.regnamespace
  loop
    execute pg_catalog.format('drop %s if exists %s cascade', item.kind, item.name);
  end loop;
end
$plinth$`)
}

async function readSize(session: Session) {
  const [row] = await session.query<{ tables: string; rows: string; bytes: string; others: string }>(
    `select (select pg_catalog.count(*)::pg_catalog.text from pg_catalog.pg_stat_user_tables) as tables,
        (select coalesce(pg_catalog.sum(n_live_tup), 0)::pg_catalog.text from pg_catalog.pg_stat_user_tables) as rows,
        pg_catalog.pg_database_size(pg_catalog.current_database())::pg_catalog.text as bytes,
        (select pg_catalog.count(*)::pg_catalog.text from pg_catalog.pg_stat_activity where datname operator(pg_catalog.=) pg_catalog.current_database()
          and pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()) as others`,
  )
  return {
    tables: Number(row?.tables),
    rows: Number(row?.rows),
    bytes: Number(row?.bytes),
    otherSessions: Number(row?.others),
  }
}
