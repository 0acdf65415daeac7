import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import {
  baseline,
  contentsOf,
  firstLine,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  type MigrationText,
} from '../../support/project.ts'

/** A project at the baseline whose first migration works and whose second is the given one. */
async function withSecond(second: string | MigrationText) {
  const project = await makeProject({ migrations: { good: 'create table public.good (id integer);' } })
  const path = await project.migration('bad', second)
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init({ migrate: 'later' })
  return { project, database, verbs, path }
}

describe('a migration that fails at statement k', () => {
  const statements = Array.from({ length: 40 }, (_, i) => `create table public.t${String(i)} (id integer);`)

  it.each([0, 1, 31, 32, 33, 40])('is rolled back whole: k = %i', async (k) => {
    const up = [...statements.slice(0, k), 'insert into public.absent values (1);', ...statements.slice(k)]
    const { database, verbs, path } = await withSecond(up.join('\n'))
    const error = await refusal(verbs.upgrade())
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '42P01',
      message: 'relation "public.absent" does not exist',
      result: 'bad was rolled back. 1 step before it stays applied, up to good.',
    })
    expect(error.place).toMatchObject({ file: path, line: firstLine + k, column: 13 })
    expect(await headsOf(database)).toEqual(['good'])
    expect(await contentsOf(database)).not.toMatch(/public\.t\d|t\d+ /)
    expect(await journalOf(database)).toEqual([`${baseline} upgrade init`, 'good upgrade executed'])
    expect((await refusal(verbs.upgrade())).result).toBe('bad was rolled back. Nothing was changed.')
  })
})

describe('the place of an error', () => {
  const cases: Record<string, { up: string | MigrationText; line: number; column: number; state: string }> = {
    'syntax error': { up: 'select 1;\n\n  select 2 frm x;', line: 2, column: 16, state: '42601' },
    'several lines into a statement': {
      up: 'select 1;\nselect 1,\n  2,\n    absent;',
      line: 3,
      column: 5,
      state: '42703',
    },
    'inside a DO block': {
      up: 'select 1;\n-- about it\n  do $$\nbegin\n  perform 1;\n  raise exception $x$no$x$;\nend $$;',
      line: 5,
      column: 3,
      state: 'P0001',
    },
    'unique violation': {
      up: "insert into public.users (name) values ('a');\n insert into public.users (name) values ('a');",
      line: 1,
      column: 2,
      state: '23505',
    },
    'CRLF line ends': {
      up: { up: 'select 1;\nselect 1,\n absent;', lineEnd: '\r\n' },
      line: 2,
      column: 2,
      state: '42703',
    },
    'characters beyond ASCII before it': {
      up: "select 'äöü €', '𝒳𝒴', absent;",
      line: 0,
      column: 23,
      state: '42703',
    },
    'characters beyond ASCII on the line, in the statement before': {
      up: "select 'ä𝒳'; select absent;",
      line: 0,
      column: 21,
      state: '42703',
    },
    'a COPY row that is wrong': {
      up: 'create table public.c (n integer);\ncopy public.c from stdin;\n1\nx\n\\.\n',
      line: 3,
      column: 1,
      state: '22P02',
    },
    'an error at the end: deferred constraint': {
      up: 'create table public.p (id integer primary key, of integer references public.p deferrable initially deferred);\ninsert into public.p values (1, 2);\nset constraints all immediate;',
      line: 2,
      column: 1,
      state: '23503',
    },
  }
  it.each(Object.entries(cases))('%s', async (_, { up, line, column, state }) => {
    const { database, verbs, path } = await withSecond(up)
    const error = await refusal(verbs.upgrade())
    expect(error.sqlState).toBe(state)
    expect(error.place).toMatchObject({ file: path, line: firstLine + line, column })
    expect(error.place?.frame).toContain('^')
    expect(await headsOf(database)).toEqual(['good'])
  })

  it('names the migration when a deferred constraint fails at its end', async () => {
    const up = `create table public.p (id integer primary key, of integer references public.p deferrable initially deferred);
insert into public.p values (1, 2);`
    const { database, verbs, path } = await withSecond(up)
    const error = await refusal(verbs.upgrade())
    expect(error).toMatchObject({ code: 'E_SQL', sqlState: '23503' })
    expect(error.place?.file).toBe(path)
    expect(await headsOf(database)).toEqual(['good'])
  })
})

describe('a value of an enum that is used where it was added', () => {
  const adds = `alter type public.mood add value 'new';`
  const uses = `create table public.felt as select 'new'::public.mood as mood;`
  const init = `create type public.mood as enum ('old');`

  it('says that the statement needs a migration of its own, which helps', async () => {
    const project = await makeProject({ init, migrations: { both: adds + uses } })
    const database = await makeDatabase()
    const verbs = project.on(database)
    const error = await refusal(verbs.init())
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '55P04',
      hint: 'A value that ALTER TYPE … ADD VALUE adds can be used only when it is committed. Put that statement into a migration of its own, before this one: plinth create "add the value"',
      result: `both was rolled back. 1 step before it stays applied, up to ${baseline}.`,
    })
    await project.migration('both', adds)
    await project.migration('then', uses)
    expect((await refusal(verbs.upgrade({ commit: 'at the end' }))).hint).toContain(
      'before this one, and run without --single-transaction: plinth create',
    )
    await verbs.upgrade()
    expect(await headsOf(database)).toEqual(['then'])
  })

  it('in an init script: that the type may have it from the beginning', async () => {
    const project = await makeProject({ init: [init, adds, uses].join('\n') })
    const database = await makeDatabase()
    const before = await contentsOf(database)
    const error = await refusal(project.on(database).init())
    expect(error.hint).toContain('Name it in the CREATE TYPE of the script')
    expect(await contentsOf(database)).toBe(before)
  })
})

describe('an edited migration', () => {
  it('stops every verb that changes the database', async () => {
    const { project, database, verbs } = await withSecond('create table public.second ();')
    await verbs.upgrade()
    await project.migration('good', 'create table public.good (id bigint);')
    await project.migration('third', 'create table public.third ();')
    for (const work of [() => verbs.upgrade(), () => verbs.init(), () => verbs.downgrade({ target: '-1' })]) {
      const error = await refusal(work())
      expect([error.code, error.result]).toEqual(['E_EDITED', 'Nothing was changed.'])
      expect(error.message).toMatch(
        /^migrations\/\d+_good\.sql was changed after it was applied on \d{4}-\d\d-\d\d$/,
      )
    }
    expect(await headsOf(database)).toEqual(['bad'])
  })

  it('is not one whose line ends or byte order mark changed', async () => {
    const { project, verbs, path } = await withSecond('create table public.second ();\nselect 1;')
    await verbs.upgrade()
    const text = await readFile(path, 'utf8')
    await writeFile(path, '\ufeff' + text.replaceAll('\n', '\r\n'))
    await project.migration('third', 'create table public.third ();')
    expect((await verbs.upgrade()).heads).toEqual(['third'])
  })
})

describe('what a migration leaves in the session', () => {
  it.each(['commit;', 'rollback;', 'begin;', 'end;', "prepare transaction 'x';"])(
    'refuses %s',
    async (word) => {
      const { database, verbs, path } = await withSecond(`create table public.half ();\n${word}\nselect 1;`)
      const error = await refusal(verbs.upgrade())
      expect([error.code, error.place?.file, error.place?.line]).toEqual([
        'E_SCRIPT_TRANSACTION',
        path,
        firstLine + 1,
      ])
      expect(error.result).toBe('Nothing was changed.')
      expect(await contentsOf(database)).not.toContain('half')
      expect(await headsOf(database)).not.toContain('bad')
    },
  )

  it('does not leak role, search_path or timeouts into the next migration or the record', async () => {
    const role = `plinth_role_${String(process.pid)}_${String(Date.now())}`
    const project = await makeProject({
      migrations: {
        first: `create role ${role};
grant create on schema public to ${role};
create schema elsewhere;
set search_path = elsewhere;
set statement_timeout = '10min';
create temporary table heads (revision text);
set role ${role};`,
        second: { up: 'create table public.whose ();' },
        third: `create table unqualified (role text default current_user);
insert into unqualified select current_user;
create table public.settings_seen as select current_setting('statement_timeout') as t;`,
        last: { up: `drop table public.whose; drop owned by ${role}; drop role ${role};` },
      },
    })
    const database = await makeDatabase()
    await project.on(database).init()
    expect(await headsOf(database)).toEqual(['last'])
    const [row] = await database.query(
      `select (select role = session_user from public.unqualified) as own, (select t from public.settings_seen) as timeout,
        (select count(distinct nspowner)::int + count(distinct relowner)::int from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'plinth') as owners`,
    )
    expect(row).toEqual({ own: true, timeout: '0', owners: 2 })
  })

  it('does not leak out of a migration without a transaction either', async () => {
    const role = `plinth_role_nt_${String(process.pid)}_${String(Date.now())}`
    const project = await makeProject({
      migrations: {
        first: {
          up: `create role ${role};\nset role ${role};\nset search_path = nowhere;`,
          noTransaction: true,
        },
        second: `create table public.after ();\ndrop role ${role};`,
      },
    })
    const database = await makeDatabase()
    await project.on(database).init()
    expect(await headsOf(database)).toEqual(['second'])
  })

  it('says what is left when a migration without a transaction fails', async () => {
    const { database, verbs } = await withSecond({
      up: 'create table public.left_over ();\nselect absent;',
      noTransaction: true,
    })
    const error = await refusal(verbs.upgrade())
    expect(error.place?.line).toBe(firstLine + 2)
    expect(error.result).toBe(
      '1 of 2 statements of bad are done, and that is recorded. 1 step before it stays applied, up to good.',
    )
    expect(await headsOf(database)).toEqual(['good'])
    expect(await contentsOf(database)).toContain('left_over')
  })
})
