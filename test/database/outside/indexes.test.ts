import { describe, expect, it } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import { start } from '../faults/process.ts'
import { nothingLeft } from '../faults/scene.ts'
import { eventually, open } from '../session/open.ts'
import { refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { add, indexesOf, logOf, makeScene, marksOf } from './scene.ts'

/** Runs `migrate` as a process, and kills it while its statement waits for a transaction that has read the table. */
async function killInStatement(
  database: TestDatabase,
  folder: string,
  when: string,
): Promise<() => Promise<void>> {
  const reader = await open(database.url, {}, { applicationName: 'beside' })
  await reader.run('begin isolation level repeatable read; select count(*) from public.t')
  const running = start(['migrate'], folder, { DATABASE_URL: database.url })
  await eventually(
    async () =>
      (
        await database.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query ~* '${when}'`,
        )
      ).length > 0,
  )
  running.signal('SIGKILL')
  await running.ended
  // Before PostgreSQL 14 the server does not notice that a client is gone.
  await database.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name ~ '^plinth:'
    and current_setting('client_connection_check_interval', true) is null and datname = current_database()`)
  return async () => {
    await reader.run('rollback')
    await reader.close()
  }
}

/** In whatever schema: REINDEX DATABASE may be at one of ours. */
const leftSql = `select indexrelid::regclass from pg_index where not indisvalid and indexrelid::regclass::text ~ '_ccnew'`

describe('an index that is being made when the run is killed', () => {
  it.each([
    ['with a name', 'create index concurrently i on public.t (v);', ['i']],
    ['with IF NOT EXISTS', 'create index concurrently if not exists i on public.t (v);', ['i']],
    ['with a name that the server chooses', 'create index concurrently on t (v);', ['t_v_idx']],
    [
      'with an odd name',
      'set search_path = public;\ncreate unique index concurrently "o""d d.é" on "t" (id);',
      ['o"d d.é'],
    ],
  ])('is made anew: %s', async (_, statement, indexes) => {
    const { database, verbs, project, notices } = await makeScene([add(1), statement, add(3)].join('\n'))
    const release = await killInStatement(database, project.folder, 'index concurrently')
    await nothingLeft(database)
    await release()
    expect(await indexesOf(database)).toEqual(indexes.map((name) => `${name}?`))
    await verbs.upgrade()
    expect(await indexesOf(database)).toEqual(indexes)
    expect(await logOf(database)).toEqual(['1', '3'])
    expect(notices.join('\n')).toContain('dropped the invalid index public.')
  })

  it('is made anew where the statement was changed, and dropped where it was taken away', async () => {
    for (const [after, indexes] of [
      ['create index concurrently j on public.t (id);', ['j']],
      ['', []],
    ] as const) {
      const { database, verbs, edit } = await makeScene(
        `${add(1)}\ncreate unique index concurrently i on public.t ((id % 7));`,
      )
      expect((await refusal(verbs.upgrade())).sqlState).toBe('23505')
      expect(await indexesOf(database)).toEqual(['i?'])
      await edit(`${add(1)}\n${after}`)
      await verbs.upgrade()
      expect(await indexesOf(database)).toEqual(indexes)
    }
  })

  it('of REINDEX CONCURRENTLY is dropped, of whatever it was about', async () => {
    for (const what of ['index public.old', 'table public.t', 'schema public', 'database']) {
      const { database, verbs, project } = await makeScene(`${add(1)}\nselect 1;`)
      await database.query('create index old on public.t (v)')
      const name = what === 'database' ? `database "${new URL(database.url).pathname.slice(1)}"` : what
      await project.migration('m', {
        up: `${add(1)}\nreindex ${name.replace(' ', ' concurrently ')};\n${add(3)}`,
        noTransaction: true,
      })
      const release = await killInStatement(database, project.folder, '^reindex')
      await nothingLeft(database)
      await release()
      expect(await indexesOf(database)).toContain('old')
      expect((await database.query(leftSql)).length, what).toBeGreaterThan(0)
      await verbs.upgrade()
      expect(await database.query(leftSql), what).toEqual([])
      expect(await indexesOf(database), what).toEqual(['old'])
      expect(await logOf(database)).toEqual(['1', '3'])
    }
  })

  it('that was invalid before, or is of another table, stays', async () => {
    const { database, verbs, project, notices } = await makeScene(
      `${add(1)}\ncreate index concurrently if not exists before on public.t (v);\ncreate unique index concurrently i on public.t ((id % 7));`,
    )
    await database.query('create unique index concurrently before on public.t ((id % 3))').catch(() => {})
    expect(await indexesOf(database)).toEqual(['before?'])
    await refusal(verbs.upgrade())
    expect(notices.join('\n')).toContain('the index public.before was there already, and it is invalid')
    expect(await indexesOf(database)).toEqual(['before?', 'i?'])
    await project.migration('m', {
      up: `${add(1)}\ncreate index concurrently if not exists before on public.t (v);\n${add(3)}`,
      noTransaction: true,
    })
    await verbs.upgrade()
    expect(await indexesOf(database)).toEqual(['before?'])
    expect(await marksOf(database)).toEqual([])
  })

  it('that was invalid before stays, also where the statement has no name', async () => {
    const { database, verbs } = await makeScene('create unique index concurrently on public.t ((id % 7));')
    await database.query('create unique index concurrently before on public.t ((id % 3))').catch(() => {})
    await refusal(verbs.upgrade())
    expect(await indexesOf(database)).toEqual(['before?', 't_expr_idx?'])
    await database.query('delete from public.t')
    await verbs.upgrade()
    expect(await indexesOf(database)).toEqual(['before?', 't_expr_idx'])
  })

  it('and came to its end after all is not made twice', async () => {
    const { database, verbs, notices } = await makeScene(
      `${add(1)}\ncreate unique index concurrently i on public.t (id);\n${add(3)}`,
    )
    await database.query('insert into public.t values (1)')
    await refusal(verbs.upgrade())
    await database.query(
      'drop index public.i; delete from public.t where v is null; create unique index i on public.t (id)',
    )
    await verbs.upgrade()
    expect(notices.join('\n')).toContain('the index i was completed')
    expect(await logOf(database)).toEqual(['1', '3'])
  })

  it('and waits for a transaction that somebody left open: who it is is told, and an interrupt ends the wait', async () => {
    const { database, project } = await makeScene('create index concurrently i on public.t (v);')
    const other = await open(database.url, {}, { applicationName: 'left_open' })
    await other.run('begin; lock table public.t in row exclusive mode')
    const interruption = new AbortController()
    const told: string[] = []
    const onEvent = (event: PlinthEvent) => {
      if (event.kind !== 'work' || event.blockers.length === 0) return
      told.push(...event.blockers)
      interruption.abort()
    }
    const error = await refusal(project.on(database, { signal: interruption.signal, onEvent }).upgrade())
    expect(error.code).toBe('E_INTERRUPTED')
    expect(told[0]).toMatch(new RegExp(`pid ${other.backendPid} .*left_open`))
    await other.run('commit')
    await other.close()
    await project.on(database).upgrade()
    expect(await indexesOf(database)).toEqual(['i'])
  })

  it('and waits no longer than the migration says: what is left is made anew when nobody is in the way', async () => {
    const { database, project } = await makeScene(
      `set lock_timeout = '500ms';\ncreate index concurrently i on public.t (v);`,
    )
    const other = await open(database.url)
    await other.run('begin; lock table public.t in row exclusive mode')
    const error = await refusal(project.on(database).upgrade())
    expect([error.code, error.sqlState, error.place?.line]).toEqual(['E_SQL', '55P03', expect.any(Number)])
    expect(await indexesOf(database)).toEqual(['i?'])
    await other.run('commit')
    await other.close()
    await project.on(database).upgrade()
    expect(await indexesOf(database)).toEqual(['i'])
  })

  it('is waited for while somebody is still making it', async () => {
    const { database, verbs } = await makeScene(
      `${add(1)}\ncreate unique index concurrently i on public.t ((id % 7));`,
    )
    await refusal(verbs.upgrade())
    const other = await open(database.url, {}, { applicationName: 'beside' })
    await other.run('begin; lock table public.t in share update exclusive mode')
    const second = verbs.upgrade()
    const early = await Promise.race([
      second.catch(() => 'ended'),
      new Promise((resolve) => setTimeout(resolve, 1500, 'waits')),
    ])
    expect(early).toBe('waits')
    expect(await indexesOf(database)).toEqual(['i?'])
    await other.run('rollback')
    await other.close()
    expect((await refusal(second)).sqlState).toBe('23505')
  })
})
