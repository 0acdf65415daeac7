import { expect, test } from 'vitest'
import { contentsOf, headsOf, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { eventually } from './open.ts'

/**
 * Fills a schema with namesakes of what pg_catalog has: functions and operators with the same arguments, types and collations with the
 * same names. Each raises an error when it is called, so that one unqualified name in SQL of our own breaks the run that uses it.
 */
const plantSql = `
create schema evil;
create function evil.caught() returns boolean language plpgsql as 'begin raise exception ''an unqualified name was used''; end';
do $$
declare
  f record;
  failing text;
begin
  for f in
    select p.proname, p.oid, p.prorettype::regtype::text as result, p.proretset,
        (select string_agg(format_type(a, null), ', ' order by n) from unnest(p.proargtypes) with ordinality as args(a, n)) as arguments
      from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and p.pronargs between 0 and 3
        and p.prorettype not in (select oid from pg_type where typtype = 'p')
        and not exists (select from unnest(p.proargtypes) a join pg_type t on t.oid = a where t.typtype = 'p')
  loop
    begin
      execute format('create function evil.%I(%s) returns %s %s language plpgsql as %L', f.proname, f.arguments,
        case when f.proretset then 'setof' else '' end, f.result, 'begin perform evil.caught(); end');
    exception when others then null;
    end;
  end loop;
  for f in
    select o.oprname, o.oid, o.oprleft::regtype::text as l, o.oprright::regtype::text as r, o.oprresult::regtype::text as result
      from pg_operator o where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprleft <> 0
        and not exists (select from pg_type t where t.oid in (o.oprleft, o.oprright, o.oprresult) and t.typtype = 'p')
  loop
    failing := 'operator_' || f.oid;
    begin
      execute format('create function evil.%I(%s, %s) returns %s language plpgsql as %L', failing, f.l, f.r, f.result,
        'begin perform evil.caught(); end');
      execute format('create operator evil.%s (function = evil.%I, leftarg = %s, rightarg = %s)', f.oprname, failing, f.l, f.r);
    exception when others then null;
    end;
  end loop;
  foreach failing in array array['text', 'name', 'oid', 'int4', 'int8', 'bool', 'timestamptz', 'numeric', 'xid8', 'regclass', 'regtype', 'regproc',
    'regprocedure', 'regnamespace', 'regrole', 'regoperator', 'regcollation', 'json', 'jsonb']
  loop
    begin
      execute format('create domain evil.%I as pg_catalog.%I check (evil.caught())', failing, failing);
    exception when undefined_object then null;
    end;
  end loop;
  create collation evil."C" from pg_catalog."POSIX";
end $$;`

async function plant(database: TestDatabase): Promise<void> {
  await database.query(plantSql)
  const [row] = await database.query(
    `select count(*)::int as n from pg_proc where pronamespace = 'evil'::regnamespace`,
  )
  expect(row?.['n']).toBeGreaterThan(1500)
  await database.query(`alter database ${database.name} set search_path = evil, pg_catalog, public`)
}

const migrations = {
  one: { up: 'create table public.one (id pg_catalog.int4);', down: 'drop table public.one;' },
  two: {
    up: 'create index concurrently one_id on public.one (id);',
    down: 'drop index public.one_id;',
    noTransaction: true,
  },
}

test('SQL of our own uses no name that a search_path can change', async () => {
  const project = await makeProject({ init: 'create table public.zero (id pg_catalog.int4);', migrations })
  const database = await makeDatabase()
  const plain = await makeDatabase()
  await plain.query('create schema evil')
  await plant(database)
  for (const target of [plain, database]) {
    const verbs = project.on(target)
    // The planted objects are objects: the database counts as an existing one.
    if (target === database) expect((await refusal(verbs.init())).code).toBe('E_EXISTING')
    await verbs.init({ adopt: 'ba5e00000000', migrate: 'later' })
    await verbs.upgrade()
    await verbs.downgrade({ target: '-1' })
    await verbs.upgrade()
    await verbs.stamp({ target: 'one' })
    await verbs.stamp({ target: 'heads' })
    expect((await verbs.status()).pending).toEqual([])
    expect(await verbs.check()).toMatchObject({ ok: true })
    expect((await verbs.recorded()).length).toBeGreaterThan(7)
    expect(await headsOf(target)).toEqual(['two'])
  }
  expect(await journalOf(database)).toEqual(await journalOf(plain))
})

test('nor does a reset, or the init script that it runs', async () => {
  const project = await makeProject({ init: 'create table public.zero (id pg_catalog.int4);', migrations })
  const database = await makeDatabase()
  await project.on(database).init()
  const before = await contentsOf(database)
  await plant(database)
  await project.on(database).reset({ confirm: database.name })
  expect(await contentsOf(database)).toBe(before)
})

test('nor does the look at who holds the lock', async () => {
  const project = await makeProject({
    init: 'create table public.zero (id pg_catalog.int4);',
    migrations: { slow: 'select pg_catalog.pg_sleep(600);' },
  })
  const database = await makeDatabase()
  await project.on(database).init({ migrate: 'later' })
  await plant(database)
  const stop = new AbortController()
  const holder = refusal(project.on(database, { signal: stop.signal }).upgrade())
  const held = `select from pg_catalog.pg_locks where locktype = 'advisory' and database = (select oid from pg_catalog.pg_database where datname = current_database())`
  await eventually(async () => (await database.query(held)).length > 0)
  const error = await refusal(project.on(database, { lockTimeout: '1ms' }).upgrade())
  expect({ code: error.code, detail: error.detail }).toEqual({
    code: 'E_LOCK',
    detail: expect.stringMatching(/^held by pid \d+ \(plinth:upgrade:/) as string,
  })
  stop.abort()
  expect((await holder).code).toBe('E_INTERRUPTED')
})
