import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { headsOf, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

const locksSql = `select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`

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
    const project = await makeProject({ migrations: { slow: 'select pg_sleep(3);' } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const holder = project.on(database).upgrade()
    await delay(700)
    const error = await refusal(project.on(database, { lockTimeout: '1s' }).upgrade())
    expect([error.code, error.result]).toEqual(['E_LOCK', 'Nothing was changed.'])
    expect(error.detail).toMatch(/^held by pid \d+ \(plinth:upgrade:[0-9a-f]{8}, \w+.*\) for \d+ s$/)
    await holder
    expect(await headsOf(database)).toEqual(['slow'])
  })

  it('is not needed to hear that there is nothing to do', async () => {
    const project = await makeProject()
    const database = await makeDatabase()
    await project.on(database).init()
    await project.migration('slow', 'select pg_sleep(2);')
    const holder = project.on(database).upgrade()
    await delay(500)
    const began = performance.now()
    expect((await project.on(database).upgrade({ target: 'ba5e00000000' })).applied).toEqual([])
    expect(performance.now() - began).toBeLessThan(1000)
    await holder
  })

  it('tells who waits for whom', async () => {
    const project = await makeProject({ migrations: { slow: 'select pg_sleep(5);' } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const holder = project.on(database).upgrade()
    await delay(500)
    const waits: (string | undefined)[] = []
    const onEvent: NonNullable<Parameters<typeof project.on>[1]>['onEvent'] = (event) => {
      if (event.kind === 'lock-wait') waits.push(event.holder)
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
    await delay(700)
    abort.abort()
    expect(await running).toMatchObject({
      code: 'E_INTERRUPTED',
      result: 'slow was rolled back. Nothing was changed.',
    })
    expect(await database.query(locksSql)).toEqual([{ n: 0 }])
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })
})
