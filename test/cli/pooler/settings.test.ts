import { describe, expect, test } from 'vitest'
import { poolerProgram, type PoolMode } from '../../support/pooler.ts'
import { queryOnce } from '../../support/server.ts'
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
      (select count(*)::int from pg_class where relname = 'users' and relpersistence = 't' and pg_table_is_visible(oid)) as temporary`
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

const settingMuch = migrationWith(`SET search_path = pg_catalog;
SET statement_timeout = '7s';
SET lock_timeout = '7s';
SET client_min_messages = error;
SET application_name = 'left behind';
SET timezone = 'Asia/Tokyo';
SET work_mem = '7MB';
CREATE TABLE public.done ();
LISTEN channel;
CREATE TEMP TABLE users ();
SET ROLE pg_monitor;`)

describe.skipIf(poolerProgram === undefined)('the settings of a server connection', () => {
  test.each(pools)('in %s mode, pool of %i: the next client finds those of its role', async (mode, size) => {
    await using project = await pooledProject(mode, { size })
    await setTimeouts(project, '10min')
    const before = await findings(project, size)
    await project.run(['status'])
    expect(await findings(project, size), 'after status').toEqual(before)
    await project.run(['init'])
    expect(await findings(project, size), 'after init').toEqual(before)
    await project.write(secondPath, settingMuch)
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
})
