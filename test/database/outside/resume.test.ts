import { describe, expect, it } from 'vitest'
import { headsOf, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

const log = 'create table public.log (what text); create table public.t (id integer, v text);'

async function scene(up: string, down?: string) {
  const outside = (text: string) => ({
    up: text,
    noTransaction: true,
    ...(down === undefined ? {} : { down }),
  })
  const project = await makeProject({ init: log, migrations: { m: outside(up) } })
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init({ migrate: 'later' })
  return { project, database, verbs, edit: (text: string) => project.migration('m', outside(text)) }
}

const logOf = async (database: TestDatabase) =>
  (await database.query('select what from public.log order by ctid')).map(({ what }) => what)
const settingsOf = async (database: TestDatabase) =>
  (await database.query(`select name from plinth.settings where name ~ 'unfinished' order by 1`)).map(
    ({ name }) => name,
  )

const add = (what: string) => `insert into public.log values ('${what}');`

describe('a migration without a transaction', () => {
  it('goes on at the statement that failed, which may be mended', async () => {
    const { database, verbs, edit } = await scene(`${add('1')}\n${add('2')}\nselect 1/0;\n${add('4')}`)
    const error = await refusal(verbs.upgrade())
    expect(error).toMatchObject({ code: 'E_SQL', place: { line: 10 } })
    expect(error.result).toBe('2 of 4 statements of m are done, and that is recorded.')
    expect(await settingsOf(database)).toEqual(['unfinished_step', 'unfinished_text'])
    expect(await logOf(database)).toEqual(['1', '2'])
    await edit(`${add('1')}\n-- mended\n  ${add('2')}\n${add('3')}\n${add('4')}`)
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['1', '2', '3', '4'])
    expect(await settingsOf(database)).toEqual([])
    expect(await headsOf(database)).toEqual(['m'])
    expect(await journalOf(database)).toHaveLength(2)
  })

  it('drops the invalid index that it left', async () => {
    const { database, verbs } = await scene(
      `${add('1')}\ninsert into t values (1), (1);\nset lock_timeout = '7s';\ncreate unique index concurrently if not exists i on t (id);\n${add('4')}`,
    )
    expect(await refusal(verbs.upgrade())).toMatchObject({ code: 'E_SQL', sqlState: '23505' })
    await database.query('delete from t')
    await verbs.upgrade()
    const [index] = await database.query(
      `select indisvalid as valid from pg_index where indexrelid = 'i'::regclass`,
    )
    expect(index).toEqual({ valid: true })
    expect(await logOf(database)).toEqual(['1', '4'])
  })

  it('is refused when a statement that is done was edited', async () => {
    const { database, verbs, edit } = await scene(`${add('1')}\n${add('2')}\nselect 1/0;`)
    await refusal(verbs.upgrade())
    await edit(`${add('1')}\n${add('two')}\nselect 1;`)
    const error = await refusal(verbs.upgrade())
    expect(error).toMatchObject({ code: 'E_EDITED', place: { line: 9 } })
    expect(error.message).toContain('statement 2')
    expect(await logOf(database)).toEqual(['1', '2'])
    await verbs.stamp({ target: 'm' })
    expect(await settingsOf(database)).toEqual([])
  })
})
