import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import { headsOf, makeDatabase, makeProject, refusal, type TestProject } from '../../support/project.ts'

async function project(up: string, settings: object): Promise<TestProject> {
  const made = await makeProject({ migrations: { one: { up, down: 'select 1;' } } })
  await writeFile(join(made.folder, 'plinth.config.json'), JSON.stringify(settings))
  return made
}

const retries = (events: readonly PlinthEvent[]) =>
  events.flatMap((event) => (event.kind === 'retry' ? [event] : []))

it('a lock that is held for a while: the migration is tried again until it has it', async () => {
  const database = await makeDatabase()
  const made = await project(
    'create table public.before (); alter table public.users add column more text;',
    {
      statementLockTimeout: '200ms',
    },
  )
  await made.on(database).init({ migrate: 'later' })
  await database.query('begin; lock table public.users in access share mode')
  const events: PlinthEvent[] = []
  const onEvent = (event: PlinthEvent) => {
    events.push(event)
    // The second failure frees the table.
    if (event.kind === 'retry' && event.tries === 2) void database.query('commit')
  }
  const { applied } = await made.on(database, { onEvent }).upgrade()
  expect(applied).toMatchObject([{ revision: 'one', statements: 2 }])
  expect(retries(events)).toMatchObject([
    { tries: 1, most: 11, reason: 'canceling statement due to lock timeout' },
    { tries: 2, most: 11 },
  ])
  expect(await headsOf(database)).toEqual(['one'])
  expect(
    await database.query(`select count(*)::int as n from plinth.journal where revision = 'one'`),
  ).toEqual([{ n: 1 }])
})

it('a lock that stays: the error says how often it was tried, and nothing was changed', async () => {
  const database = await makeDatabase()
  const made = await project(
    'create table public.before (); alter table public.users add column more text;',
    {
      statementLockTimeout: '50ms',
      lockRetries: 2,
    },
  )
  await made.on(database).init({ migrate: 'later' })
  await database.query('begin; lock table public.users in access share mode')
  const error = await refusal(made.on(database).upgrade())
  expect(error).toMatchObject({
    code: 'E_SQL',
    sqlState: '55P03',
    detail: expect.stringContaining('It was tried 3 times.'),
    hint: expect.stringContaining('PLINTH_STATEMENT_LOCK_TIMEOUT=30s'),
    result: 'one was rolled back. Nothing was changed.',
  })
  expect(await database.query(`select to_regclass('public.before') as t`)).toEqual([{ t: null }])
  expect(await headsOf(database)).not.toContain('one')
})

it('a deadlock: whoever is its victim, the migration is applied', async () => {
  const database = await makeDatabase()
  const made = await project(
    'lock table public.a in access exclusive mode; select pg_sleep(1.5); lock table public.b in access exclusive mode;',
    { statementLockTimeout: '0s' },
  )
  await made.on(database).init({ migrate: 'later' })
  await database.query('create table public.a (); create table public.b ()')
  const events: PlinthEvent[] = []
  const upgrade = made.on(database, { onEvent: (event) => events.push(event) }).upgrade()
  await delay(500)
  // It waits long before it looks for a deadlock: the migration is the one that finds it.
  await database.query(
    `begin; set local deadlock_timeout = '60s'; lock table public.b in access exclusive mode`,
  )
  const blocked = database.query('lock table public.a in access exclusive mode; commit')
  expect((await upgrade).applied).toMatchObject([{ revision: 'one' }])
  await blocked
  expect(retries(events)).toMatchObject([{ reason: 'deadlock detected' }])
})

it('a serialisation that failed once is tried again; so is a downgrade', async () => {
  const database = await makeDatabase()
  const once = `do $$ begin
    perform nextval('public.tries');
    if (select last_value from public.tries) % 2 = 0 then raise 'not this time' using errcode = '40001'; end if;
  end $$;`
  const made = await makeProject({ migrations: { one: { up: once, down: once } } })
  await made.on(database).init({ migrate: 'later' })
  await database.query('create sequence public.tries start 2')
  const events: PlinthEvent[] = []
  const verbs = made.on(database, { onEvent: (event) => events.push(event) })
  await verbs.upgrade()
  await database.query(`select setval('public.tries', 3)`)
  await verbs.downgrade({ target: '-1', confirmed: true })
  expect(retries(events).map(({ reason }) => reason)).toEqual(['not this time', 'not this time'])
})

it('an interrupt during the pause: E_INTERRUPTED, and nothing was changed', async () => {
  const database = await makeDatabase()
  const made = await project('alter table public.users add column more text;', {
    statementLockTimeout: '50ms',
  })
  await made.on(database).init({ migrate: 'later' })
  await database.query('begin; lock table public.users in access share mode')
  const stop = new AbortController()
  const onEvent = ({ kind }: PlinthEvent) => {
    if (kind === 'retry') setTimeout(() => stop.abort(), 50)
  }
  const error = await refusal(made.on(database, { onEvent, signal: stop.signal }).upgrade())
  expect(error).toMatchObject({ code: 'E_INTERRUPTED', hint: 'To go on, run the same command again.' })
})

it('a failure that is none of the moment is not tried again, nor is an init script', async () => {
  const database = await makeDatabase()
  const made = await project('select 1/0;', {})
  const events: PlinthEvent[] = []
  await made.on(database).init({ migrate: 'later' })
  await refusal(made.on(database, { onEvent: (event) => events.push(event) }).upgrade())
  const script = await makeProject({ init: `do $$ begin raise 'x' using errcode = '40001'; end $$;` })
  await refusal(script.on(await makeDatabase(), { onEvent: (event) => events.push(event) }).init())
  expect(retries(events)).toEqual([])
})

it('a migration waits 5 s for a lock unless it is told otherwise, upwards and downwards; the init script for ever', async () => {
  const tell = `insert into public.told values (current_setting('lock_timeout'));`
  const made = await makeProject({
    init: `create table public.told (v text);\n${tell}`,
    migrations: { one: { up: tell, down: tell } },
  })
  const database = await makeDatabase()
  await made.on(database).init()
  await made.on(database).downgrade({ target: '-1', confirmed: true })
  expect(await database.query('select v from public.told')).toEqual([{ v: '0' }, { v: '5s' }, { v: '5s' }])
})

it('without a transaction nothing is tried again by itself: what a statement did before may stand', async () => {
  const made = await makeProject({
    migrations: {
      one: {
        up: `set lock_timeout = '100ms';
do $$ begin perform nextval('public.tries'); alter table public.users add column more text; end $$;`,
        noTransaction: true,
      },
    },
  })
  const database = await makeDatabase()
  await made.on(database).init({ migrate: 'later' })
  await database.query('create sequence public.tries')
  await database.query('begin; lock table public.users in access share mode')
  const events: PlinthEvent[] = []
  const verbs = made.on(database, { onEvent: (event) => events.push(event) })
  expect(await refusal(verbs.upgrade())).toMatchObject({ code: 'E_SQL', sqlState: '55P03' })
  await database.query('rollback')
  expect(retries(events)).toEqual([])
  const tries = await database.query('select last_value::int as n, is_called from public.tries')
  expect(tries).toEqual([{ n: 1, is_called: true }])
  // By hand it goes on.
  expect((await verbs.upgrade()).applied).toMatchObject([{ revision: 'one' }])
})
