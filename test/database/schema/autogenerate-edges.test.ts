import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import {
  makeDatabase,
  makeProject,
  refusal,
  type ProjectText,
  type TestProject,
} from '../../support/project.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { eventually } from '../session/open.ts'
import { isThere } from '../shadow/scene.ts'
import { sectionsOf } from './autogenerate-case.ts'

/** A project with a model. */
async function withModel(model: string, text: ProjectText = {}): Promise<TestProject> {
  const project = await makeProject(text)
  await writeFile(join(project.folder, 'sql', 'schema.sql'), model)
  return project
}

const filesOf = async ({ folder }: TestProject) => (await readdir(join(folder, 'migrations'))).sort()

/** Verbs on a database, and what they told. */
function told(project: TestProject, database: Pick<TestDatabase, 'url'>) {
  const events: PlinthEvent[] = []
  const db = project.on(database, { onEvent: (event) => events.push(event) })
  return { db, shadows: () => events.flatMap((event) => (event.kind === 'shadow' ? [event] : [])) }
}

async function expectDropped(shadows: readonly { readonly database: string }[]): Promise<void> {
  expect(shadows.length).toBeGreaterThan(0)
  for (const { database } of shadows) expect(await isThere(database)).toBe(false)
}

const users = 'create table public.users (id integer primary key);'
const usersWithName = 'create table public.users (id integer primary key, name text);'

describe('where the migration goes', () => {
  it('is the first of all, without an init script', async () => {
    const project = await withModel(users, { init: null })
    const db = project.on(await makeDatabase())
    const result = await db.autogenerate({ message: 'first' })
    expect(result).toMatchObject({ downRevisions: [], baseline: undefined, statements: 1, unproven: [] })
    expect(await filesOf(project)).toEqual([
      expect.stringMatching(/_first\.sql$/),
      'plinth.facts',
      'plinth.lock',
    ])
    await db.upgrade().catch(() => db.init())
    expect(await db.autogenerate({ message: 'again' })).toBeUndefined()
  })

  it('is the first behind the init script, whose baseline is written with it', async () => {
    const project = await makeProject({ init: null })
    await writeFile(join(project.folder, 'sql', 'init.sql'), users)
    await writeFile(join(project.folder, 'sql', 'schema.sql'), usersWithName)
    const db = project.on(await makeDatabase())
    const planned = await db.autogenerate({ message: 'name', mode: 'plan' })
    expect(planned).toMatchObject({ statements: 1 })
    expect(await filesOf(project)).toEqual([])
    const result = await db.autogenerate({ message: 'name' })
    expect(result?.baseline).toMatch(/baseline/)
    expect(sectionsOf(result?.text ?? '')).toBe(sectionsOf(planned?.text ?? ''))
    await db.init()
    expect(await db.check({ model: 'compared' })).toMatchObject({ ok: true, model: [] })
  })

  it('is refused with several heads, and goes on from the one that is named', async () => {
    const project = await withModel('create table a (); create table b (); create table c ();', {
      init: 'create table a ();',
      migrations: {
        bbbbbbbbbbbb: { up: 'create table b ();', down: 'drop table b;', revises: 'ba5e00000000' },
        cccccccccccc: { up: 'create table d ();', down: 'drop table d;', revises: 'ba5e00000000' },
      },
    })
    const db = project.on(await makeDatabase())
    const before = await filesOf(project)
    expect(await refusal(db.autogenerate({ message: 'c' }))).toMatchObject({ code: 'E_HEADS' })
    expect(await filesOf(project)).toEqual(before)
    const result = await db.autogenerate({ message: 'c', head: ['bbbb'] })
    expect(result).toMatchObject({ downRevisions: ['bbbbbbbbbbbb'], unproven: [] })
    expect(sectionsOf(result?.text ?? '')).toBe(
      '-- plinth: upgrade\nCREATE TABLE public.c ();\n\n-- plinth: downgrade\n-- Loses data: the rows of public.c are lost.\nDROP TABLE public.c;\n',
    )
  })

  it('has what it depends on', async () => {
    const project = await withModel(
      'create table a (); create table b (); create table c (); create table d ();',
      {
        init: 'create table a ();',
        migrations: {
          bbbbbbbbbbbb: { up: 'create table b ();', down: 'drop table b;', revises: 'ba5e00000000' },
          cccccccccccc: { up: 'create table c ();', down: 'drop table c;', revises: 'ba5e00000000' },
        },
      },
    )
    const db = project.on(await makeDatabase())
    const result = await db.autogenerate({ message: 'd', head: ['bbbb'], dependsOn: ['cccc'] })
    expect(result).toMatchObject({ downRevisions: ['bbbbbbbbbbbb'], statements: 1, unproven: [] })
    await db.init()
    expect(await db.check({ model: 'compared' })).toMatchObject({ ok: true, model: [] })
  })

  it('begins anew with the head base', async () => {
    const project = await withModel(users, {
      init: null,
      migrations: { aaaaaaaaaaaa: 'create table other ();' },
    })
    const db = project.on(await makeDatabase())
    const result = await db.autogenerate({ message: 'root', head: ['base'], mode: 'plan' })
    expect(result).toMatchObject({ downRevisions: [], statements: 1, unproven: [] })
  })
})

describe('what is renamed', () => {
  it('keeps its rows', async () => {
    const project = await withModel(usersWithName.replace('name', 'full_name'), { init: usersWithName })
    const database = await makeDatabase()
    const db = project.on(database)
    await db.init()
    await database.query(`insert into users values (1, 'Ada')`)
    const asked: string[] = []
    const result = await db.autogenerate({
      message: 'rename',
      askRename: async ({ from, to }) => asked.push(`${from} → ${to}`) > 0,
    })
    expect(asked).toEqual(['public.users.name → public.users.full_name'])
    expect(result).toMatchObject({ renamed: [{ kind: 'column' }], perhaps: [], hazards: [], unproven: [] })
    await db.upgrade()
    expect(await database.query('select full_name from users')).toEqual([{ full_name: 'Ada' }])
    await db.downgrade({ target: '-1' })
    expect(await database.query('select name from users')).toEqual([{ name: 'Ada' }])
  })

  it('is not where its name is still taken: it is made anew', async () => {
    const project = await withModel('create table people (id integer, name text, born date);', {
      init: 'create table users (id integer, name text, born date); create view people as select id from users;',
    })
    const database = await makeDatabase()
    const db = project.on(database)
    await db.init()
    const result = await db.autogenerate({ message: 'rename', askRename: () => Promise.resolve(true) })
    expect(result).toMatchObject({ renamed: [], unproven: [], perhaps: [{ kind: 'table' }] })
    await db.upgrade()
    expect(await db.autogenerate({ message: 'more' })).toBeUndefined()
  })

  it('stops with the error of who is asked, and nothing is written', async () => {
    const project = await withModel(usersWithName.replace('name', 'full_name'), { init: usersWithName })
    const { db, shadows } = told(project, await makeDatabase())
    const before = await filesOf(project)
    const ask = () => Promise.reject(new Error('gone'))
    await expect(db.autogenerate({ message: 'rename', askRename: ask })).rejects.toThrow('gone')
    expect(await filesOf(project)).toEqual(before)
    await expectDropped(shadows())
  })
})

describe('what cannot be written', () => {
  it.each([
    ['a directive', '-- plinth: downgrade'],
    ['a directive that is none', '-- plinth: whatever'],
    ['another one', '--Plinth :no-transaction'],
  ])('is a function whose text has a line like %s: nothing is written', async (_, line) => {
    const body = `create function f() returns integer language plpgsql as $$\nbegin\n${line}\nreturn 1;\nend $$;`
    const project = await withModel(`${users}\n${body}`, { init: users })
    const { db, shadows } = told(project, await makeDatabase())
    const before = await filesOf(project)
    const error = await refusal(db.autogenerate({ message: 'f' }))
    expect(error).toMatchObject({ code: 'E_MIGRATION_FORMAT' })
    expect(error.detail).toBe(
      `function public.f(): the line "${line}" in its text is a directive of migration files`,
    )
    expect(error.hint).toMatch(/^Indent that line/)
    expect(await filesOf(project)).toEqual(before)
    await expectDropped(shadows())
    await writeFile(join(project.folder, 'sql', 'schema.sql'), `${users}\n${body.replace(line, ` ${line}`)}`)
    expect(await db.autogenerate({ message: 'f' })).toMatchObject({ unproven: [] })
    await db.init()
    expect(await db.autogenerate({ message: 'again' })).toBeUndefined()
  })
})

describe('line ends of Windows', () => {
  const model = `${users}\r\ncreate function f() returns integer language sql as $$\r\nselect 1\r\n$$;\r\n`

  it('in what is changed cannot be written; in what stays they do no harm', async () => {
    const project = await withModel(model, { init: users })
    const db = project.on(await makeDatabase())
    const error = await refusal(db.autogenerate({ message: 'f' }))
    expect(error).toMatchObject({
      code: 'E_MIGRATION_FORMAT',
      detail: 'function public.f(): its text has line ends of Windows (CR LF), which in a migration mean LF',
    })
    await writeFile(join(project.folder, 'sql', 'init.sql'), model)
    expect(await db.autogenerate({ message: 'f' })).toBeUndefined()
  })
})

describe('what ends it', () => {
  it('is that there is no model', async () => {
    const project = await makeProject({ init: users })
    const db = project.on(await makeDatabase())
    expect(await refusal(db.autogenerate({ message: 'x' }))).toMatchObject({
      code: 'E_CONFIG',
      hint: expect.stringContaining('sql/schema.sql') as string,
    })
    expect(await refusal(db.check({ model: 'compared' }))).toMatchObject({ code: 'E_CONFIG' })
  })

  it('is a model that does not load, with its place', async () => {
    const project = await withModel(`${users}\ncreate table b (x nothing);\n`, { init: users })
    const { db, shadows } = told(project, await makeDatabase())
    const before = await filesOf(project)
    expect(await refusal(db.autogenerate({ message: 'x' }))).toMatchObject({
      code: 'E_SQL',
      place: { file: expect.stringMatching(/schema\.sql$/) as string, line: 2, column: 19 },
      result: expect.stringContaining('Nothing else was changed') as string,
    })
    expect(await filesOf(project)).toEqual(before)
    await expectDropped(shadows())
  })

  it('is a migration that does not replay, with its place', async () => {
    const project = await withModel(users, {
      init: users,
      migrations: { aaaaaaaaaaaa: 'drop table nothing;' },
    })
    const { db, shadows } = told(project, await makeDatabase())
    expect(await refusal(db.autogenerate({ message: 'x' }))).toMatchObject({
      code: 'E_SQL',
      place: { file: expect.stringMatching(/_aaaaaaaaaaaa\.sql$/) as string, line: 7 },
    })
    await expectDropped(shadows())
  })

  it('is an abort during the replay: nothing is written, the shadow is dropped', async () => {
    const project = await withModel(users, { init: `${users}\nselect pg_sleep(602);` })
    const abort = new AbortController()
    const events: PlinthEvent[] = []
    const db = project.on(await makeDatabase(), {
      signal: abort.signal,
      onEvent: (event) => events.push(event),
    })
    const before = await filesOf(project)
    const failed = refusal(db.autogenerate({ message: 'x' }))
    const { url } = await testServer()
    const sleeping = `select from pg_stat_activity where wait_event = 'PgSleep' and query ~ 'pg_sleep.602.' and datname ~ '^plinth_shadow_'`
    await eventually(async () => (await queryOnce(url, sleeping)).length > 0)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'E_INTERRUPTED' })
    expect(await filesOf(project)).toEqual(before)
    await expectDropped(events.flatMap((event) => (event.kind === 'shadow' ? [event] : [])))
  })
})

describe('a role that may not create databases', () => {
  it('has its shadow on the embedded server, and is told why', async () => {
    const database = await makeDatabase()
    const { url } = await testServer()
    const role = `${database.name}_role`
    await queryOnce(url, `create role ${role} login password 'x'`)
    onTestFinished(async () => void (await queryOnce(url, `drop owned by ${role}; drop role ${role}`)))
    const ownUrl = Object.assign(new URL(database.url), { username: role, password: 'x' }).href
    const project = await withModel(usersWithName, { init: users })
    const { db, shadows } = told(project, { url: ownUrl })
    onTestFinished(async () => void (await db.server({ action: 'stop' })))
    expect(await db.autogenerate({ message: 'name' })).toMatchObject({ statements: 1, unproven: [] })
    expect(shadows()).toMatchObject([
      { where: 'embedded server', why: expect.stringContaining('may not create databases') as string },
      { where: 'embedded server' },
    ])
  })
})

describe('what is written', () => {
  it('is what the result says, with its line in the lock file', async () => {
    const project = await withModel(usersWithName, { init: users })
    const db = project.on(await makeDatabase())
    const result = await db.autogenerate({ message: '  Name\nof users ', label: 'naming' })
    expect(await readFile(result?.path ?? '', 'utf8')).toBe(result?.text)
    expect(result?.text).toMatch(
      /^-- Name of users\n--\n-- revision: .*\n-- revises: ba5e00000000\n-- label: naming\n/,
    )
    const lock = await readFile(join(project.folder, 'migrations', 'plinth.lock'), 'utf8')
    expect(lock).toContain(result?.revision)
    expect(await db.validate()).toMatchObject({ ok: true })
  })

  it('is nothing in the database: it is not even tracked', async () => {
    const project = await withModel(usersWithName, { init: users })
    const database = await makeDatabase()
    await project.on(database).autogenerate({ message: 'name' })
    expect(await database.query(`select from pg_namespace where nspname = 'plinth'`)).toEqual([])
  })

  it('is done without a database too', async () => {
    const project = await withModel(usersWithName, { init: users })
    const db = project.on({ url: undefined as never })
    onTestFinished(async () => void (await db.server({ action: 'stop' })))
    expect(await db.autogenerate({ message: 'name' })).toMatchObject({ statements: 1, unproven: [] })
  })

  it('says that it is not proven where the rows of the init script are against it', async () => {
    const project = await withModel('create table t (a integer not null);', {
      init: 'create table t (a integer); insert into t values (null);',
    })
    const db = project.on(await makeDatabase())
    const result = await db.autogenerate({ message: 'not null' })
    expect(result?.unproven).toEqual([
      'upgrade: failed: column "a" of relation "t" contains null values',
      'downgrade: it was not tried, for the upgrade is not proven',
    ])
    expect(result?.text).toContain(
      '-- plinth: upgrade\n-- NOT PROVEN: it was tried, and\n--   failed: column "a" of relation "t" contains null values\n',
    )
    expect(result?.hazards).toEqual(['public.t.a may hold nulls'])
  })
})

describe('check with the model', () => {
  it('answers for the files even where the database is behind, and the database first', async () => {
    const project = await withModel(usersWithName, { init: users })
    const db = project.on(await makeDatabase())
    expect(await db.check({ model: 'compared' })).toMatchObject({
      ok: false,
      code: 'E_NOT_INITIALISED',
      model: ['- column public.users.name'],
    })
    await db.init()
    expect(await db.check({ model: 'compared' })).toMatchObject({
      ok: false,
      code: 'E_DRIFT',
      message:
        'the migrations do not make what sql/schema.sql wants (- they do not make it, + it does not want it):\n    - column public.users.name',
      next: 'plinth create --auto "<what changes>"',
    })
    await db.autogenerate({ message: 'name' })
    expect(await db.check({ model: 'compared' })).toMatchObject({ ok: false, code: 'E_PENDING', model: [] })
    await db.upgrade()
    expect(await db.check({ model: 'compared' })).toMatchObject({ ok: true, code: undefined, model: [] })
    expect(await db.check()).toMatchObject({ ok: true, model: undefined })
  })
})
