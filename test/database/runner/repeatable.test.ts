import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { baseline, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

async function withViews(views: Readonly<Record<string, string>>) {
  const project = await makeProject({
    migrations: {
      one: {
        up: 'alter table public.users add column age integer;',
        down: 'alter table public.users drop column age cascade;',
      },
    },
  })
  const folder = join(project.folder, 'migrations/repeatable')
  await mkdir(folder)
  const write = (name: string, text: string) => writeFile(join(folder, `${name}.sql`), text)
  for (const [name, text] of Object.entries(views)) await write(name, text)
  const database = await makeDatabase()
  const ran = async (
    work: Promise<{ readonly applied: readonly { readonly revision: string | undefined }[] }>,
  ) => (await work).applied.map(({ revision }) => revision)
  return { project, folder, write, database, verbs: project.on(database), ran }
}

const adults =
  '-- Adults\ncreate or replace view public.adults as select name from public.users where age >= 18;\n'
const above = '-- depends on: adults\ncreate or replace view public.above as select * from public.adults;\n'

describe('repeatable migrations', () => {
  it('run behind the others, each behind what it depends on, and again only when what they do changes', async () => {
    const { verbs, ran, write, database } = await withViews({ above, adults })
    expect(await ran(verbs.init())).toEqual([baseline, 'one', 'repeatable:adults', 'repeatable:above'])
    expect((await journalOf(database)).slice(2)).toEqual([
      'repeatable:adults upgrade repeated',
      'repeatable:above upgrade repeated',
    ])
    expect(await ran(verbs.upgrade())).toEqual([])
    await write('adults', adults.replace('-- Adults', '-- Those of age'))
    expect(await ran(verbs.upgrade())).toEqual([])
    await write('above', above.replace('*', 'name'))
    expect(await verbs.check()).toMatchObject({
      ok: false,
      code: 'E_PENDING',
      message: expect.stringMatching(/1 pending on .*: repeatable:above/) as string,
    })
    expect((await verbs.status()).repeatable).toMatchObject([
      { revision: 'repeatable:above', message: 'above', file: 'migrations/repeatable/above.sql' },
    ])
    expect(await ran(verbs.upgrade())).toEqual(['repeatable:above'])
    // What depends on one that changed runs too: it may have been dropped with it.
    await write('adults', adults.replace('18', '21'))
    expect(await ran(verbs.upgrade())).toEqual(['repeatable:adults', 'repeatable:above'])
    expect((await verbs.check()).ok).toBe(true)
  })

  it('wait for all heads, and run again after a downgrade', async () => {
    const { verbs, ran, database } = await withViews({ adults })
    expect(await ran(verbs.init({ migrate: 'later' }))).toEqual([baseline])
    expect(await ran(verbs.upgrade())).toEqual(['one', 'repeatable:adults'])
    await verbs.downgrade({ target: baseline, confirmed: true })
    expect(await database.query("select 1 from pg_views where viewname = 'adults'")).toEqual([])
    expect((await verbs.status()).repeatable).toHaveLength(1)
    expect(await ran(verbs.upgrade())).toEqual(['one', 'repeatable:adults'])
    expect(await ran(verbs.upgrade())).toEqual([])
    expect((await verbs.recorded()).map(({ revision }) => revision)).toEqual([
      baseline,
      'one',
      'repeatable:adults',
      'one',
      'one',
      'repeatable:adults',
    ])
    expect((await verbs.status()).applied.map(({ revision }) => revision)).toEqual([baseline, 'one'])
  })

  it('that fail are rolled back alone; a file that is gone is no matter', async () => {
    const { verbs, ran, write, folder } = await withViews({ adults })
    await write('zero', 'select 1 / 0;')
    const error = await refusal(verbs.init())
    expect(error).toMatchObject({
      sqlState: '22012',
      result:
        'The repeatable migration zero was rolled back. 3 steps before it stay applied, up to repeatable:adults.',
    })
    await rm(join(folder, 'zero.sql'))
    await rm(join(folder, 'adults.sql'))
    expect(await ran(verbs.upgrade())).toEqual([])
    expect((await verbs.check()).ok).toBe(true)
  })

  it('are in the script of --sql, and in one transaction with the rest where that is wanted', async () => {
    const { verbs, ran, database } = await withViews({ adults })
    await verbs.init({ migrate: 'later' })
    const { sql = '' } = await verbs.upgrade({ mode: 'script', commit: 'at the end' })
    await database.query(sql.replace(/^\\.*$/gm, ''))
    expect(await ran(verbs.upgrade())).toEqual([])
    expect((await verbs.check()).ok).toBe(true)
  })

  it.each([
    [{ a: '-- depends on: b\nselect 1;', b: '-- depends on: a\nselect 1;' }, 'E_GRAPH'],
    [{ a: '-- depends on: c\nselect 1;' }, 'E_GRAPH'],
    [{ a: 'begin;' }, 'E_SCRIPT_TRANSACTION'],
    [{ a: 'create index concurrently on t (a);' }, 'E_SQL'],
    [{ a: '-- plinth: no-transaction\nselect 1;' }, 'E_MIGRATION_FORMAT'],
  ])('%j: %s, before anything is sent', async (files, code) => {
    const { verbs, database } = await withViews(files)
    expect((await refusal(verbs.init())).code).toBe(code)
    expect(await database.query("select 1 from pg_namespace where nspname = 'plinth'")).toEqual([])
    expect((await verbs.validate()).ok).toBe(false)
  })
})
