import { describe, expect, it } from 'vitest'
import { headsOf, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { eventually } from '../session/open.ts'

const locksSql = `select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`

/** A migration that waits at the gate, and holds the lock of Plinth until the gate is opened. */
const waitsAtGate = 'select pg_advisory_xact_lock(4711);'

async function shutGate(database: TestDatabase) {
  await database.query('select pg_advisory_lock(4711)')
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`
  return {
    arrived: () => eventually(async () => (await database.query(waiting)).length > 0),
    open: () => database.query('select pg_advisory_unlock(4711)'),
  }
}

describe('several runs at once', () => {
  it('apply each migration once', async () => {
    const migrations = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `m${String(i).padStart(2, '0')}`,
        `create table public.t${String(i)} (id integer);`,
      ]),
    )
    const project = await makeProject({ migrations })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const results = await Promise.all(Array.from({ length: 4 }, () => project.on(database).upgrade()))
    expect(results.flatMap(({ applied }) => applied.map(({ revision }) => revision)).sort()).toEqual(
      Object.keys(migrations),
    )
    expect(results.map(({ heads }) => heads)).toEqual(results.map(() => ['m11']))
    expect(await journalOf(database)).toHaveLength(13)
  })

  it('build an index concurrently while others poll for the lock', async () => {
    const project = await makeProject({
      migrations: {
        big: 'create table public.big as select g as id from generate_series(1, 200000) g;',
        index: {
          up: 'create index concurrently big_id on public.big (id);\nselect pg_sleep(1);\ncreate index concurrently big_id2 on public.big (id);',
          noTransaction: true,
        },
        after: 'create table public.after ();',
      },
    })
    const database = await makeDatabase()
    const results = await Promise.all(Array.from({ length: 6 }, () => project.on(database).init()))
    expect(results.map(({ heads }) => heads)).toEqual(results.map(() => ['after']))
    expect(await journalOf(database)).toHaveLength(4)
    expect(await database.query(locksSql)).toEqual([{ n: 0 }])
    expect(results.filter(({ did }) => did === 'ran init script')).toHaveLength(1)
  })
})

describe('the lock', () => {
  it('ends in E_LOCK, naming the holder, when it stays taken', async () => {
    const project = await makeProject({ migrations: { slow: waitsAtGate } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const gate = await shutGate(database)
    const holder = project.on(database).upgrade()
    await gate.arrived()
    const error = await refusal(project.on(database, { lockTimeout: '1s' }).upgrade())
    expect([error.code, error.result]).toEqual(['E_LOCK', 'Nothing was changed.'])
    expect(error.detail).toMatch(/^held by pid \d+ \(plinth:upgrade:[0-9a-f]{8}, \w+.*\) for \d+ s$/)
    await gate.open()
    await holder
    expect(await headsOf(database)).toEqual(['slow'])
  })

  it('is not needed to hear that there is nothing to do', async () => {
    const project = await makeProject()
    const database = await makeDatabase()
    await project.on(database).init()
    await project.migration('slow', waitsAtGate)
    const gate = await shutGate(database)
    const holder = project.on(database).upgrade()
    await gate.arrived()
    // Whoever needed the lock would wait for the gate, which is opened only afterwards.
    expect((await project.on(database).upgrade({ target: 'ba5e00000000' })).applied).toEqual([])
    await gate.open()
    expect((await holder).heads).toEqual(['slow'])
  })

  it('tells who waits for whom', async () => {
    const project = await makeProject({ migrations: { slow: waitsAtGate } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const gate = await shutGate(database)
    const holder = project.on(database).upgrade()
    await gate.arrived()
    const waits: (string | undefined)[] = []
    const onEvent: NonNullable<Parameters<typeof project.on>[1]>['onEvent'] = (event) => {
      if (event.kind === 'lock-wait' && waits.push(event.holder) === 1) void gate.open()
    }
    expect((await project.on(database, { onEvent }).upgrade()).applied).toEqual([])
    expect(waits[0]).toContain('plinth:upgrade')
    await holder
  })

  it('is given back when a run is aborted', async () => {
    const project = await makeProject({
      migrations: { slow: 'create table public.half ();\nselect pg_sleep(60);' },
    })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const abort = new AbortController()
    const running = refusal(project.on(database, { signal: abort.signal }).upgrade())
    const sleeping = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
    await eventually(async () => (await database.query(sleeping)).length > 0)
    abort.abort()
    expect(await running).toMatchObject({
      code: 'E_INTERRUPTED',
      result: 'slow was rolled back. Nothing was changed.',
    })
    expect(await database.query(locksSql)).toEqual([{ n: 0 }])
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })
})
