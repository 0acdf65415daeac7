import { describe, expect, test } from 'vitest'
import { migrationTwo } from '../../support/cli-project.ts'
import { poolerMissing, poolerProgram } from '../../support/pooler.ts'
import { queryOnce } from '../../support/server.ts'
import { migrationWith, pooledProject, secondPath, type PooledProject } from './pooled.ts'

if (poolerProgram === undefined) process.stdout.write(`${poolerMissing}\n`)

const headsOf = async ({ database }: PooledProject) =>
  (await database.query('select revision from plinth.heads')).map((row) => row['revision'])

describe.skipIf(poolerProgram === undefined)('through a pooler', () => {
  describe.each(['session', 'transaction'] as const)('in %s mode', (mode) => {
    test('init, init again, status, migrate, downgrade, check', async () => {
      await using project = await pooledProject(mode)
      expect(await project.shows(['init', '--no-migrate'])).toContain(
        'initialised from init.sql, now at aaaaaaaaaaaa',
      )
      expect(await project.shows(['init', '--no-migrate'])).toContain('is at aaaaaaaaaaaa. Nothing to do.')
      expect(await project.shows(['status'])).toContain('pending  1   bbbbbbbbbbbb')
      expect(await project.shows(['migrate'])).toContain('✔ 1 applied · <database> is at bbbbbbbbbbbb')
      expect(await project.shows(['downgrade', '-1'])).toContain('✔ 1 undone · <database> is at aaaaaaaaaaaa')
      expect(await project.shows(['check'])).toContain('exit 1\n')
      expect(await project.shows(['migrate'])).toContain('✔ 1 applied')
      expect(await project.shows(['check'])).toContain('exit 0\n')
      expect(await project.database.query('select how, direction from plinth.journal order by id')).toEqual([
        { how: 'init', direction: 'upgrade' },
        { how: 'executed', direction: 'upgrade' },
        { how: 'executed', direction: 'downgrade' },
        { how: 'executed', direction: 'upgrade' },
      ])
      await project.nothingHeld()
    })

    test('a dump with its settings, and a COPY', async () => {
      await using project = await pooledProject(mode)
      const rows = Array.from({ length: 20_000 }, (_, i) => `${i}\tvälue ${i}`)
      await project.write(
        'sql/init.sql',
        [dumpSettings, 'COPY public.users FROM stdin;', ...rows, '\\.', ''].join('\n'),
      )
      expect(await project.shows(['init'])).toContain('now at bbbbbbbbbbbb (head)')
      expect(await project.database.query(`select count(*)::int as n, max(name) as last from users`)).toEqual(
        [{ n: 20_000, last: 'välue 9999' }],
      )
    })

    test('a migration that fails is rolled back, and the next run goes on', async () => {
      await using project = await pooledProject(mode)
      await project.write(
        secondPath,
        migrationWith('CREATE TABLE half ();\nALTER TABLE users ADD COLUMN id text;'),
      )
      expect(await project.shows(['init'])).toContain(
        `✖ ${secondPath}:9:1  column "id" of relation "users" already exists  [42701]`,
      )
      expect(await headsOf(project)).toEqual(['bbbbbbbbbbbb'])
      expect(await project.database.query(`select to_regclass('half')::text as half`)).toEqual([
        { half: null },
      ])
      await project.nothingHeld()
      await project.write(secondPath, migrationTwo)
      expect(await project.shows(['migrate'])).toContain('is at cccccccccccc')
    })

    test('a migration in TypeScript, with parameters', async () => {
      await using project = await pooledProject(mode)
      await project.write('migrations/20260107090000_third.ts', moduleText)
      expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
      expect(await project.database.query('select id from users order by id')).toEqual([
        { id: '1' },
        { id: '2' },
      ])
    })

    test('reset', async () => {
      await using project = await pooledProject(mode)
      await project.run(['init'])
      await project.database.query('create table more ()')
      const { code, stderr } = await project.run(['reset', '--confirm', project.database.name], {
        PLINTH_ENV: 'development',
      })
      expect(code, stderr).toBe(0)
      expect(await headsOf(project)).toEqual(['bbbbbbbbbbbb'])
      expect(await project.database.query(`select to_regclass('more')::text as more`)).toEqual([
        { more: null },
      ])
    })

    test('a pool of one connection, and a migration that is silent for some seconds', async () => {
      await using project = await pooledProject(mode, { size: 1 })
      await project.write(secondPath, migrationWith('SELECT pg_sleep(4);'))
      expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    })
  })

  test.each(['session', 'transaction'] as const)('in %s mode: a pool that is full', async (mode) => {
    await using project = await pooledProject(mode, { size: 1 })
    const holding = queryOnce(project.url, 'select pg_sleep(3)')
    const { code, stderr } = await project.run(['status'], { PGCONNECT_TIMEOUT: '1' })
    expect(code, stderr).toBe(3)
    expect(stderr).toContain('the server did not answer in time')
    await holding
    expect(await project.shows(['init'])).toContain('now at bbbbbbbbbbbb (head)')
  })

  test('in transaction mode: who holds a lock that a migration waits for is told', async () => {
    await using project = await pooledProject('transaction', { size: 4 })
    await project.run(['init'])
    await project.write(secondPath, migrationTwo)
    const holding = project.database.query(
      'begin; lock table users in access share mode; select pg_sleep(6); commit',
    )
    const { code, stderr } = await project.run(['migrate', '--verbose'], {
      PLINTH_STATEMENT_LOCK_TIMEOUT: '0',
    })
    await holding
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/waiting +for pid \d+/)
  })

  test('in session mode: statements that refuse a transaction', async () => {
    await using project = await pooledProject('session')
    await project.write(secondPath, concurrently)
    expect(await project.shows(['init'])).toContain('now at cccccccccccc (head)')
    expect(await project.shows(['downgrade', '-1'])).toContain('is at bbbbbbbbbbbb')
    await project.nothingHeld()
  })

  test('settings in the URL', async () => {
    await using project = await pooledProject('transaction', {
      ignore_startup_parameters: 'extra_float_digits',
    })
    expect(await project.shows(['status'], { DATABASE_URL: `${project.url}?pgbouncer=true` })).toContain(
      'exit 0',
    )
    const began = performance.now()
    const refused = await project.shows(['status', '--wait=5m'], { PGOPTIONS: '-c geqo=off' })
    expect(refused).toMatch(/unsupported startup parameter.*\[08P01\]/)
    expect(refused).toContain('remove options from the URL (PGOPTIONS), or have options added to its')
    expect(performance.now() - began, 'not tried again').toBeLessThan(60_000)
    await using ignoring = await pooledProject('transaction', { ignore_startup_parameters: 'options' })
    expect(await ignoring.shows(['status'], { PGOPTIONS: '-c geqo=off' })).toContain('exit 0')
  })

  test('in statement mode nothing is changed', async () => {
    await using project = await pooledProject('statement')
    expect(await project.shows(['status'])).toContain('exit 0')
    for (const args of [['init'], ['init', '--no-transaction']]) {
      const { code, stderr } = await project.run(args)
      expect(code, stderr).toBe(3)
      expect(stderr).toContain('was lost: transaction blocks not allowed in statement pooling mode  [08P01]')
      expect(stderr).toContain('set its pool_mode = transaction (or session)')
      expect(
        await project.database
          .query(`select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace
        or relnamespace = to_regnamespace('plinth')`),
      ).toEqual([{ n: 0 }])
    }
  })
})

const dumpSettings = `SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;
CREATE TABLE public.users (id bigint PRIMARY KEY, name text);
CREATE TABLE public.teams (id bigint PRIMARY KEY);`

const moduleText = `${migrationTwo.slice(0, migrationTwo.indexOf('-- plinth:')).replaceAll(/^--/gm, '//')}
export async function upgrade(sql) {
  for (const id of [1, 2]) await sql\`insert into users (id) values (\${id})\`
}
`

const concurrently = migrationWith('CREATE INDEX CONCURRENTLY i ON users (id);', 'DROP INDEX CONCURRENTLY i;')
  .replace('-- plinth: upgrade', '-- plinth: upgrade\n-- plinth: no-transaction')
  .replace('-- plinth: downgrade', '-- plinth: downgrade\n-- plinth: no-transaction')
