import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  baseline,
  headsOf,
  makeDatabase,
  makeProject,
  refusal,
  type TestProject,
} from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

const migrations = {
  one: {
    up: "insert into public.log (what) values ('one up');",
    down: "insert into public.log (what) values ('one down');",
  },
  two: {
    up: "insert into public.log (what) values ('two up');",
    down: "insert into public.log (what) values ('two down');",
    noTransaction: true,
  },
}
const init =
  'create table public.log (id integer generated always as identity, what text, xid text default pg_current_xact_id()::text);'

function logging(name: string): string {
  return `-- ${name}\ninsert into public.log (what) values ('${name} ' || current_setting('plinth.direction') || ' ' || current_setting('plinth.revision'));\n`
}

async function hooked(hooks: Readonly<Record<string, string>>): Promise<TestProject> {
  const project = await makeProject({ init, migrations })
  await mkdir(join(project.folder, 'migrations/hooks'))
  for (const [name, text] of Object.entries(hooks))
    await writeFile(join(project.folder, 'migrations/hooks', name), text)
  return project
}

async function logOf(database: TestDatabase): Promise<readonly string[]> {
  return (await database.query('select what from public.log order by id')).map(({ what }) =>
    String(what).trimEnd(),
  )
}

const all = Object.fromEntries(
  ['before-run', 'before-each', 'after-each', 'after-run'].map((name) => [`${name}.sql`, logging(name)]),
)

describe('hooks', () => {
  it('run around each migration, in its transaction where it has one, and around the run', async () => {
    const project = await hooked(all)
    const database = await makeDatabase()
    const { applied } = await project.on(database).init()
    expect(applied.map(({ revision }) => revision)).toEqual([baseline, 'one', 'two'])
    expect(await logOf(database)).toEqual([
      'before-run',
      'before-each upgrade one',
      'one up',
      'after-each upgrade one',
      'before-each upgrade two',
      'two up',
      'after-each upgrade two',
      'after-run',
    ])
    const xids = (await database.query('select xid from public.log order by id')).map(({ xid }) => xid)
    expect(new Set(xids.slice(1, 4)).size).toBe(1)
    expect(new Set(xids).size).toBe(6)
    await database.query('truncate public.log')
    await project.on(database).downgrade({ target: baseline, confirmed: true })
    expect(await logOf(database)).toEqual([
      'before-run',
      'before-each downgrade two',
      'two down',
      'after-each downgrade two',
      'before-each downgrade one',
      'one down',
      'after-each downgrade one',
      'after-run',
    ])
  })

  it('do not run where nothing is to be applied, nor for a stamp', async () => {
    const project = await hooked(all)
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    await verbs.stamp({ target: 'heads' })
    await verbs.upgrade()
    expect(await logOf(database)).toEqual([])
  })

  it('that fail take the migration with them, and are told with their file', async () => {
    const project = await hooked({ 'after-each.sql': '-- Check\n\nselect 1 / 0;\n' })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    const error = await refusal(verbs.upgrade({ target: 'one' }))
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '22012',
      result: 'one was rolled back. Nothing was changed.',
    })
    expect(error.place).toMatchObject({
      file: join(project.folder, 'migrations/hooks/after-each.sql'),
      line: 3,
    })
    expect(await headsOf(database)).toEqual([baseline])
    expect(await logOf(database)).toEqual([])
  })

  it('of the run that fail end it, before the first migration', async () => {
    const project = await hooked({ 'before-run.sql': 'select 1 / 0;' })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    expect(await refusal(verbs.upgrade())).toMatchObject({
      sqlState: '22012',
      result: 'The hook before-run was rolled back. Nothing was changed.',
    })
  })

  it('run again around a migration without a transaction that goes on where it stopped', async () => {
    const project = await hooked(all)
    const database = await makeDatabase()
    const verbs = project.on(database)
    const two = (last: string) => ({
      up: `insert into public.log (what) values ('two up');\n${last};`,
      noTransaction: true,
    })
    await project.migration('two', two('select nowhere'))
    expect(await refusal(verbs.init())).toMatchObject({ sqlState: '42703' })
    await database.query("delete from public.log where what <> 'two up'")
    await project.migration('two', two('select 1'))
    await verbs.upgrade()
    expect(await logOf(database)).toEqual([
      'two up',
      'before-run',
      'before-each upgrade two',
      'after-each upgrade two',
      'after-run',
    ])
  })

  it('may be TypeScript', async () => {
    const project = await hooked({
      'before-each.ts':
        'export async function run(sql: any) { const [row] = await sql`select current_setting(\'plinth.revision\') as r`\n  await sql`insert into public.log (what) values (${"ts " + row.r})` }\n',
    })
    const database = await makeDatabase()
    await project.on(database).init()
    expect(await logOf(database)).toEqual(['ts one', 'one up', 'ts two', 'two up'])
  })

  it('are in one transaction with all that is committed together, and in the script of --sql', async () => {
    const project = await hooked(all)
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init({ migrate: 'later' })
    await verbs.upgrade({ target: 'one', commit: 'at the end' })
    expect(new Set((await database.query('select xid from public.log')).map(({ xid }) => xid)).size).toBe(1)
    await database.query('truncate public.log')
    const { sql = '' } = await verbs.downgrade({ target: baseline, mode: 'script', confirmed: true })
    await database.query(sql.replace(/^\\.*$/gm, ''))
    expect(await logOf(database)).toEqual([
      'before-run',
      'before-each downgrade one',
      'one down',
      'after-each downgrade one',
      'after-run',
    ])
  })

  it.each([
    ['before_run.sql', 'select 1;', /is not the name of a hook/],
    ['after-each.sql', 'commit;', /COMMIT|commit/],
    ['after-each.sql', '-- plinth: no-transaction\nselect 1;', /there are no directives/],
    ['before-run.ts', 'export const nothing = 1', /does not export a function "run"/],
  ])('%s with %j is refused before anything is sent', async (name, text, message) => {
    const project = await hooked({ [name]: text })
    const database = await makeDatabase()
    const error = await refusal(project.on(database).init())
    expect(error.message).toMatch(message)
    expect(await database.query("select 1 from pg_namespace where nspname = 'plinth'")).toEqual([])
    if (name.endsWith('.sql')) expect((await project.on(database).validate()).ok).toBe(false)
  })
})
