import { describe, expect, test } from 'vitest'
import { migrationTwo } from '../../support/cli-project.ts'
import { poolerProgram, type PoolMode } from '../../support/pooler.ts'
import { queryOnce, testServer } from '../../support/server.ts'
import { migrationWith, pooledProject, secondPath, type PooledProject } from './pooled.ts'

/** Which pools are tried, by the number of their server connections. */
const pools: readonly (readonly [PoolMode, number])[] = [
  ['session', 1],
  ['transaction', 1],
  ['transaction', 3],
  ['transaction', 7],
]

/** What the next client finds on each server connection, apart from what a pooler sets for each client. */
async function findings({ url }: PooledProject, size: number): Promise<readonly unknown[]> {
  const sql = `select pg_sleep(0.2);
    select (select string_agg(name || '=' || setting, ', ' order by name) from pg_settings where setting is distinct from reset_val and name not in
        ('application_name', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', 'standard_conforming_strings')) as settings,
      current_user, session_user, (select count(*)::int from pg_listening_channels()) as channels,
      (select count(*)::int from pg_class where relname = 'users' and relpersistence = 't' and pg_table_is_visible(oid)) as temporary,
      (select count(*)::int from pg_prepared_statements) as prepared, (select count(*)::int from pg_cursors where is_holdable) as cursors,
      (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`
  return (await Promise.all(Array.from({ length: size }, () => queryOnce(url, sql)))).flat()
}

/** Timeouts of the database, as an administrator sets them for the application, on every connection of the pool. */
async function setTimeouts(project: PooledProject, value: string): Promise<void> {
  const { database, pooler } = project
  for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await database.query(`alter database ${database.name} set ${name} = '${value}'`)
  await pooler.admin('RECONNECT')
  await project.fillPool()
}

const muchSql = `SET search_path = pg_catalog;
SET statement_timeout = '7s';
SET lock_timeout = '7s';
SET client_min_messages = error;
SET application_name = 'left behind';
SET timezone = 'Asia/Tokyo';
SET work_mem = '7MB';
SET session_replication_role = replica;
SET DateStyle = 'German';
SET client_encoding = 'LATIN1';
CREATE TABLE public.done ();
LISTEN channel;
CREATE TEMP TABLE users ();
INSERT INTO pg_temp.users DEFAULT VALUES;
SELECT pg_advisory_lock(1), pg_advisory_lock_shared(2);
PREPARE "a 'query'" AS SELECT 1;
DECLARE held CURSOR WITH HOLD FOR SELECT generate_series(1, 9);
SET ROLE pg_monitor;`

const outside = (upgrade: string) =>
  migrationWith(upgrade).replace('-- plinth: upgrade', '-- plinth: upgrade\n-- plinth: no-transaction')

const pausingModule = `${migrationTwo.slice(0, migrationTwo.indexOf('-- plinth:')).replaceAll(/^--/gm, '//')}
export async function upgrade(sql) {
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const [{ day }] = await sql\`select date '2026-02-03' as day\`
  if (day.toISOString() !== '2026-02-03T00:00:00.000Z') throw new Error(String(day))
}
`

const roleSettings = [
  `standard_conforming_strings = 'off'`,
  `DateStyle = 'German, DMY'`,
  `client_min_messages = 'error'`,
  `client_encoding = 'LATIN1'`,
]

function timeouts(major: number): readonly string[] {
  const known = major >= 17 ? ['transaction_timeout'] : []
  return ['statement_timeout', 'idle_in_transaction_session_timeout', ...known].map(
    (name) => `${name} = '500ms'`,
  )
}

describe.skipIf(poolerProgram === undefined)('the settings of a server connection', () => {
  test.each(pools)('in %s mode, pool of %i: the next client finds those of its role', async (mode, size) => {
    await using project = await pooledProject(mode, { size })
    await setTimeouts(project, '10min')
    const before = await findings(project, size)
    await project.run(['status'])
    expect(await findings(project, size), 'after status').toEqual(before)
    await project.run(['init'])
    expect(await findings(project, size), 'after init').toEqual(before)
    await project.write(secondPath, migrationWith(`${muchSql}\nSELECT nowhere;`))
    expect(await project.shows(['migrate'])).toContain('[42703]')
    expect(await findings(project, size), 'after a failure').toEqual(before)
    await project.write(secondPath, migrationWith(muchSql))
    expect(await project.shows(['migrate'])).toContain('is at cccccccccccc')
    expect(await findings(project, size), 'after migrate').toEqual(before)
  })

  test.each(pools)(
    'in %s mode, pool of %i: timeouts of the role do not end a migration',
    async (mode, size) => {
      await using project = await pooledProject(mode, { size })
      await setTimeouts(project, '700ms')
      await project.write(secondPath, migrationWith('SELECT pg_sleep(1);'))
      expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    },
  )

  test('in session mode: nor one outside a transaction', async () => {
    // One connection holds the lock, one runs the statements.
    await using project = await pooledProject('session', { size: 2 })
    await setTimeouts(project, '700ms')
    const before = await findings(project, 2)
    await project.write(secondPath, outside('SELECT pg_sleep(1);'))
    expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    expect(await findings(project, 2)).toEqual(before)
  })

  test.each(pools)(
    'in %s mode, pool of %i: nor one in TypeScript that does something else',
    async (mode, size) => {
      await using project = await pooledProject(mode, { size })
      await setTimeouts(project, '700ms')
      await project.write('migrations/20260107090000_third.ts', pausingModule)
      expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    },
  )

  test('in transaction mode: settings of the role do not reach a migration', async () => {
    await using project = await pooledProject('transaction', { size: 3 })
    const { database, pooler } = project
    for (const setting of [...roleSettings, ...timeouts((await testServer()).major)])
      await database.query(`alter database ${database.name} set ${setting}`)
    await pooler.admin('RECONNECT')
    await project.fillPool()
    const strings = String.raw`ALTER TABLE users ADD COLUMN name text;
INSERT INTO users (id, name) VALUES (1, 'ä\b');
SELECT pg_sleep(0.7);`
    await project.write(secondPath, migrationWith(strings))
    expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    expect(await database.query('select name from users')).toEqual([{ name: String.raw`ä\b` }])
  })
})
