import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Plinth, PlinthEvent } from '../../../src/index.ts'
import { main } from '../../support/cli.ts'
import { contentsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

const stateOf = async (verbs: Plinth) => (await verbs.status()).state

async function valueOf(database: TestDatabase, sql: string): Promise<unknown> {
  const [row] = await database.query(`select (${sql})::text as value`)
  return row?.['value']
}

describe('statements in groups', () => {
  const lines = (count: number, at: number, bad: string) =>
    [
      'create table public.numbers (n integer primary key);',
      ...Array.from({ length: count }, (_, i) =>
        i === at ? bad : `insert into public.numbers values (${i});`,
      ),
    ].join('\n')

  it.each([0, 1, 254, 255, 256, 766, 767, 768, 1199])(
    'the one that fails at run time is found: %i of 1,200',
    async (at) => {
      const project = await makeProject({
        init: lines(1200, at, 'insert into public.numbers values (-1), (-1);'),
      })
      const database = await makeDatabase()
      const error = await refusal(project.on(database).init())
      expect(error.sqlState).toBe('23505')
      expect(error.place).toMatchObject({ line: at + 2, column: 1 })
      expect(await stateOf(project.on(database))).toEqual({ kind: 'empty' })
    },
  )

  it.each([0, 300, 1199])('the one that does not parse is found: %i of 1,200', async (at) => {
    const project = await makeProject({ init: lines(1200, at, '  insert intoo public.numbers values (1);') })
    const error = await refusal(project.on(await makeDatabase()).init())
    expect(error.place).toMatchObject({ line: at + 2, column: 10 })
  })

  it('a statement that changes how strings are read counts from the next one on', async () => {
    const init = `create table public.t (v text);
set backslash_quote = off;
set standard_conforming_strings = on;
insert into public.t values ('a\\'), (E'b\\\\');
-- a comment that ends the group`
    const database = await makeDatabase()
    await (await makeProject({ init })).on(database).init()
    expect(await valueOf(database, `select string_agg(v, ' ' order by v) from public.t`)).toBe('a\\ b\\')
  })

  const inserts = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `insert into public.numbers values (${from + i});`).join('\n')

  it.each([
    ['savepoint a;', 'rollback to savepoint a;\nrelease savepoint a;'],
    ['/* x */ SAVEPOINT a;', 'ROLLBACK TO a;'],
    ['select 1\\; savepoint a;', 'rollback work to savepoint a;'],
    [
      'savepoint b;\nsavepoint a;',
      'grant select on public.numbers to nobody_at_all;\nrollback to a;\nrelease b;',
    ],
  ])('a savepoint of the script is there at its end, whatever is between: %j', async (begin, end) => {
    const init = `create table public.numbers (n integer primary key);
${inserts(0, 400)}
${begin}
${inserts(1000, 900)}
copy public.numbers from stdin;
5000
\\.
${end}
${inserts(3000, 10)}`
    const database = await makeDatabase()
    await (await makeProject({ init })).on(database).init()
    expect(await valueOf(database, 'select sum(n) from public.numbers')).toBe(
      String((399 * 400) / 2 + 10 * 3000 + 45),
    )
  })

  it('what fails between savepoints of the script is found', async () => {
    const init = `create table public.numbers (n integer primary key);
savepoint a;
${inserts(0, 300)}
insert into public.numbers values (7);
rollback to a;`
    const error = await refusal((await makeProject({ init })).on(await makeDatabase()).init())
    expect(error).toMatchObject({ sqlState: '23505', place: { line: 303 } })
  })

  it('a trailing comment of a statement does not swallow the next one', async () => {
    const init = `create table public.one () -- first
;
create table public.two () /* second */;
create table public.three () -- third`
    const database = await makeDatabase()
    await (await makeProject({ init })).on(database).init()
    expect(await contentsOf(database)).toMatch(/one[^]*three[^]*two/)
  })
})

describe('what is passed over in a dump', () => {
  const role = `plinth_nobody_${process.pid}`

  it('is counted, and nothing else of the statement is lost', async () => {
    const init = `set transaction_timeout = 0;
create table public.t (id integer generated always as identity, v text);
alter table public.t owner to ${role};
grant select on public.t to ${role};
grant select on public.t to "${role} with a space", public;
revoke all on public.t from ${role};
alter default privileges for role ${role} grant select on tables to public;
insert into public.t (v) values ('a');
alter table public.t owner to ${role};
insert into public.t (v) values ('b');
create table public.u ();
alter table public.u owner to current_user;
`
    const database = await makeDatabase()
    const { applied } = await (await makeProject({ init })).on(database).init()
    const major = Number(await valueOf(database, `current_setting('server_version_num')`)) / 10_000
    const found = applied[0]?.tolerated.map(({ kind, line }) => `${line} ${kind}`)
    const roles = [3, 4, 5, 6, 7, 9].map((line) => `${line} missing role`)
    expect(found).toEqual(major < 17 ? ['1 unknown setting', ...roles] : roles)
    // As psql would: a failure that is passed over must not run what stood before it a second time.
    expect(await valueOf(database, `select string_agg(id || v, ' ' order by id) from public.t`)).toBe('1a 2b')
  })

  it.each([
    ['a table that is missing too', `alter table public.missing owner to ${role};`, '42P01'],
    [
      'a type that is missing, with a role that is there',
      'alter type public.missing owner to current_user;',
      '42704',
    ],
    ['a setting that is no setting', 'set transaction_timeouts = 0;', '42704'],
    ['an extension that is missing', "comment on extension missing is 'x';", '42704'],
  ])('is not %s', async (_, statement, sqlState) => {
    const project = await makeProject({ init: `create table public.t ();\n${statement}` })
    const error = await refusal(project.on(await makeDatabase()).init())
    expect(error).toMatchObject({ sqlState, place: { line: 2 } })
  })

  it('is nothing in a migration', async () => {
    const project = await makeProject({ migrations: { one: `alter table public.users owner to ${role};` } })
    expect(await refusal(project.on(await makeDatabase()).init())).toMatchObject({ sqlState: '42704' })
  })
})

describe('before the first byte is sent', () => {
  it.each([
    ['vacuum;', 'E_SQL'],
    ['commit;', 'E_SCRIPT_TRANSACTION'],
    ['create index concurrently i on public.t (id);', 'E_SQL'],
    ['\\! touch /tmp/plinth-was-here', 'E_SCRIPT'],
    ["insert into public.t values ('open", 'E_SCRIPT'],
    ['\\ir missing.sql', 'E_FILE'],
    ['create schema plinth;', 'E_SCRIPT'],
  ])('%s at the end is found', async (last, code) => {
    const project = await makeProject({ init: `create table public.t (id integer);\n${last}` })
    const database = await makeDatabase()
    const events: PlinthEvent[] = []
    const error = await refusal(project.on(database, { onEvent: (event) => events.push(event) }).init())
    expect(error).toMatchObject({ code, result: 'Nothing was changed.' })
    expect(events.some(({ kind }) => kind === 'statement')).toBe(false)
  })

  it('nothing of the migrations before it runs either', async () => {
    const project = await makeProject({ migrations: { one: 'create table public.one ();', two: 'commit;' } })
    const database = await makeDatabase()
    expect(await refusal(project.on(database).init())).toMatchObject({ code: 'E_SCRIPT_TRANSACTION' })
    expect(await stateOf(project.on(database))).toEqual({ kind: 'empty' })
  })
})

it('BEGIN and COMMIT around the data of large objects are left out, and no others', async () => {
  const block = (inner: string) => `select pg_catalog.lo_create('50000');\nBEGIN;\n\n${inner}\nCOMMIT;\n\n`
  const data = `SELECT pg_catalog.lo_open('50000', 131072);
SELECT pg_catalog.lowrite(0, '\\x616263');
SELECT pg_catalog.lo_close(0);
`
  const database = await makeDatabase()
  await (await makeProject({ init: block(data) })).on(database).init()
  expect(await valueOf(database, `convert_from(pg_catalog.lo_get(50000), 'utf8')`)).toBe('abc')
  for (const other of ['select 1;', `${data}select 1;`, '']) {
    const error = await refusal((await makeProject({ init: block(other) })).on(await makeDatabase()).init())
    expect(error.code).toBe('E_SCRIPT_TRANSACTION')
  }
})

it('gzip and includes are read', async () => {
  const project = await makeProject({ init: '' })
  await writeFile(join(project.folder, 'sql/part.sql'), 'create table public.part ();')
  const script =
    'create table public.whole (v text);\n\\ir part.sql\ncopy public.whole from stdin;\nrow\n\\.\n'
  await writeFile(join(project.folder, 'sql/init.sql'), gzipSync(script))
  const database = await makeDatabase()
  await project.on(database).init()
  expect(await contentsOf(database)).toMatch(/part[^]*whole/)
  expect(await valueOf(database, 'select v from public.whole')).toBe('row')
})

it('variables are replaced where they are given, and only there', async () => {
  const init = `create table public.:"name" (v text default :'value');`
  const project = await makeProject({ init })
  const database = await makeDatabase()
  expect(await refusal(project.on(database).init())).toMatchObject({ code: 'E_SQL' })
  await project.on(database, { variables: { name: 'A table', value: "it's" } }).init()
  expect(await contentsOf(database)).toContain('A table')
})

describe('without a transaction', () => {
  const parts = (bad: string) => `create table public.log (n integer generated always as identity, v text);
insert into public.log (v) values ('one');
vacuum public.log;
set search_path = public;
begin;
insert into log (v) values ('two');
commit;
create index concurrently log_v on log (v);
${bad}
insert into log (v) values ('last');
`
  const rows = (database: TestDatabase) =>
    valueOf(database, `select string_agg(n || v, ' ' order by n) from public.log`)

  it('runs what refuses one, and records the baseline', async () => {
    const project = await makeProject({ init: parts('') })
    const database = await makeDatabase()
    const { heads } = await project.on(database).init({ transaction: 'in parts' })
    expect(await rows(database)).toBe('1one 2two 3last')
    expect(await stateOf(project.on(database))).toEqual({ kind: 'initialised', heads })
    expect((await project.on(database).init()).applied).toEqual([])
  })

  it('goes on after a failure, with its settings, and repeats nothing', async () => {
    const project = await makeProject({ init: parts("insert into log (v) values ('three');\nselect 1/0;") })
    const database = await makeDatabase()
    const verbs = project.on(database)
    const error = await refusal(verbs.init({ transaction: 'in parts' }))
    expect(error).toMatchObject({ sqlState: '22012', place: { line: 10 } })
    expect(error.result).toBe(
      'The first 8 statements of the init script stay; it is recorded that the rest is missing.',
    )
    expect(await stateOf(verbs)).toMatchObject({ kind: 'unfinished', progress: { statements: 8 } })
    expect(await refusal(verbs.init())).toMatchObject({ code: 'E_UNFINISHED' })
    expect(await refusal(verbs.upgrade())).toMatchObject({ code: 'E_UNFINISHED' })
    await writeFile(join(project.folder, 'sql/init.sql'), parts("insert into log (v) values ('three');"))
    await verbs.init({ transaction: 'in parts' })
    expect((await rows(database))?.toString().replace(/\d/g, '')).toBe('one two three last')
    expect((await verbs.check()).ok).toBe(true)
  })

  it('does not go on when what was loaded was edited', async () => {
    const project = await makeProject({ init: parts('select 1/0;') })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await refusal(verbs.init({ transaction: 'in parts' }))
    const path = join(project.folder, 'sql/init.sql')
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace("'one'", "'eins'").replace('select 1/0;', ''),
    )
    expect(await refusal(verbs.init({ transaction: 'in parts' }))).toMatchObject({ code: 'E_UNFINISHED' })
    await writeFile(path, 'select 1;')
    expect(await refusal(verbs.init({ transaction: 'in parts' }))).toMatchObject({ code: 'E_UNFINISHED' })
  })

  it('killed again and again, it ends complete, and every row is there once', async () => {
    const count = 6000
    const inserts = Array.from({ length: count }, (_, i) => `insert into public.log (v) values ('${i}');`)
    const project = await makeProject({
      init: ['create table public.log (n integer generated always as identity, v text);', ...inserts].join(
        '\n',
      ),
    })
    const database = await makeDatabase()
    let kills = 0
    for (let round = 1; round <= 40; round++) {
      const child = spawn(process.execPath, [main, 'init', '--no-transaction'], {
        cwd: project.folder,
        env: { ...process.env, DATABASE_URL: database.url },
        stdio: 'ignore',
      })
      const ended = once(child, 'exit')
      const timer = pause(150 + round * 40).then(() => child.kill('SIGKILL'))
      const [code] = (await ended) as [number | null]
      await timer
      if (code === 0) break
      kills += 1
    }
    expect(kills).toBeGreaterThan(0)
    await project.on(database).init({ transaction: 'in parts' })
    expect(await valueOf(database, 'select count(*) from public.log')).toBe(String(count))
    expect(await valueOf(database, 'select count(distinct v) from public.log')).toBe(String(count))
  })
})

it(
  'as psql reads it: the same rows and the same numbers',
  { skip: spawnSync('psql', ['--version']).status !== 0 },
  async () => {
    const init = `create table public.t (id serial, v text);
insert into public.t (v) select 'a' || g from generate_series(1, 3) g;
alter table public.t owner to current_user; insert into public.t (v) values ('x') \\; insert into public.t (v) values ('y');
copy public.t (v) from stdin; insert into public.t (v) values ('after');
c1
c2
\\.
select setval('public.t_id_seq', 100);
insert into public.t (v) values ('last');
`
    const [ours, theirs] = [await makeDatabase(), await makeDatabase()]
    await (await makeProject({ init })).on(ours).init()
    spawnSync('psql', ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-d', theirs.url], { input: init })
    const all = `select string_agg(id || v, ' ' order by id) from public.t`
    expect(await valueOf(ours, all)).toBe(await valueOf(theirs, all))
  },
)

describe('a name that is misspelt', () => {
  it.each([
    [
      'create table public.customers (id integer);\ninsert into public.customer values (1);',
      'Did you mean "customers"?',
    ],
    ['create table public.t (id integer);\nalter table public.t alter column idd set not null;', undefined],
    [
      "create type public.mood as enum ('a');\ncreate table public.t (m public.moood);",
      'Did you mean "mood"?',
    ],
    ["select public.lowerr('X');", 'Did you mean "lower"?'],
  ])('%j', async (init, hint) => {
    const error = await refusal((await makeProject({ init })).on(await makeDatabase()).init())
    if (hint === undefined) expect(error.hint ?? '').not.toContain('customers')
    else expect(error.hint).toContain(hint)
  })

  it('an error that does not come back when the statements run one by one has the place of its group', async () => {
    const project = await makeProject({
      init: 'create sequence public.s;',
      migrations: { one: "select 1;\nselect 1 / (nextval('public.s') - 1);\nselect 2;" },
    })
    const error = await refusal(project.on(await makeDatabase()).init())
    expect(error.place?.file).toContain('one.sql')
    expect(error.detail).toContain('did not fail again')
  })
})
