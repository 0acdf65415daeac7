import { describe, expect, it } from 'vitest'
import {
  baseline,
  contentsOf,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
} from '../../support/project.ts'

const three = {
  one: { up: 'create table public.one ();\nset search_path = nowhere;', down: 'drop table public.one;' },
  two: { up: 'create table public.two ();', down: 'drop table public.two;' },
  three: { up: 'create table public.three ();', down: 'drop table public.three;' },
}

describe('all steps in one transaction', () => {
  it('are one transaction of the server, up and down', async () => {
    const project = await makeProject({ migrations: three })
    const database = await makeDatabase()
    const verbs = project.on(database)
    const { applied, heads } = await verbs.init({ commit: 'at the end' })
    expect(applied.map(({ revision }) => revision)).toEqual([baseline, 'one', 'two', 'three'])
    expect(heads).toEqual(['three'])
    const xids = 'select count(distinct xmin::text)::int as n, count(*)::int as rows from plinth.journal'
    expect(await database.query(xids)).toEqual([{ n: 1, rows: 4 }])
    const down = await verbs.downgrade({ target: baseline, commit: 'at the end', confirmed: true })
    expect(down.applied).toHaveLength(3)
    expect(await database.query(xids)).toEqual([{ n: 2, rows: 7 }])
    expect(await headsOf(database)).toEqual([baseline])
  })

  it('are rolled back together when one fails, and say so', async () => {
    const project = await makeProject({ migrations: { ...three, three: 'create table public.one ();' } })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    const before = await contentsOf(database)
    const told: string[] = []
    const listening = project.on(database, {
      onEvent: (event) => void (event.kind === 'applied' && told.push(event.revision)),
    })
    const error = await refusal(listening.upgrade({ commit: 'at the end' }))
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '42P07',
      result: 'three was rolled back, and all that the run did before it. Nothing was changed.',
    })
    expect(error.place).toMatchObject({ line: 7 })
    expect(told).toEqual([])
    expect(await contentsOf(database)).toBe(before)
    expect(await journalOf(database)).toHaveLength(1)
  })

  it('an empty database stays empty when a migration behind the init script fails', async () => {
    const project = await makeProject({ migrations: { one: 'select 1 / 0;' } })
    const database = await makeDatabase()
    const before = await contentsOf(database)
    expect(await refusal(project.on(database).init({ commit: 'at the end' }))).toMatchObject({
      sqlState: '22012',
    })
    expect(await contentsOf(database)).toBe(before)
  })

  it('refuse one that runs without a transaction, before anything is sent', async () => {
    const index = { up: 'create index concurrently on public.users (name);', noTransaction: true }
    const project = await makeProject({ migrations: { one: three.one, index } })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    expect(await refusal(verbs.upgrade({ commit: 'at the end' }))).toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining(
        'runs without a transaction, so it cannot be in one with others',
      ) as string,
      result: 'Nothing was changed.',
    })
    expect(
      await refusal(verbs.init({ commit: 'at the end', transaction: 'in parts', mode: 'plan' })),
    ).toMatchObject({ code: 'E_USAGE' })
    expect(await headsOf(database)).toEqual([baseline])
    await verbs.upgrade({ target: 'one', commit: 'at the end' })
  })

  it('are one transaction of the script that --sql writes', async () => {
    const project = await makeProject({ migrations: three })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    const { sql = '' } = await verbs.upgrade({ mode: 'script', commit: 'at the end' })
    expect(sql.match(/^BEGIN;$/gm)).toHaveLength(1)
    expect(sql.match(/^COMMIT;$/gm)).toHaveLength(1)
    await database.query(sql.replace(/^\\.*$/gm, ''))
    expect(await headsOf(database)).toEqual(['three'])
    expect(await journalOf(database)).toHaveLength(4)
  })
})
