import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plinth, type Plinth, type PlinthError } from '../../../src/index.ts'
import { refusal } from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'

/** Stands before the character that the error must be located at, and is taken out of the script. */
const mark = '‸'

interface Case {
  readonly sql: string
  readonly state: string
  /** Part of the detail. */
  readonly detail?: string
  /** From which major on the server has what the script uses. */
  readonly since?: number
}

const table = 'create table public.t (a integer primary key, b text);'
const raising = `create function public.f(x integer) returns integer language plpgsql as $f$
begin
  raise exception 'no';
end $f$;`
const trigger = `create function public.tf() returns trigger language plpgsql as $f$
begin
  raise exception 'no';
end $f$;
create trigger tt before insert on public.t for each row execute function public.tf();`

const position: Record<string, Case> = {
  'syntax error': { sql: 'select 1;\n\n  select 2 frm ‸x;', state: '42601' },
  'at the end of a statement': { sql: 'select 1;\nselect 2 +‸;', state: '42601' },
  'on a later line': { sql: 'select 1;\nselect 1,\n  2,\n    ‸absent;\nselect 3;', state: '42703' },
  'behind characters beyond ASCII': {
    sql: "select 'ä𝒳'; /* 漢字 𝒳 */ select 'ö€', ‸absent;",
    state: '42703',
  },
  'behind tabs': { sql: 'select 1;\n\tselect\t1,\n\t\t‸absent;', state: '42703' },
  'CRLF line ends': { sql: 'select 1;\r\nselect 1,\r\n  ‸absent;\r\n', state: '42703' },
  'type that does not exist': { sql: `${table}\ncreate table public.u (a ‸intger);`, state: '42704' },
}

const noPosition: Record<string, Case> = {
  'unique violation': {
    sql: `${table}\ninsert into public.t values (1),\n  (2);\n ‸insert into public.t\n  values (1);`,
    state: '23505',
    detail: 'Key (a)=(1) already exists.',
  },
  'division by zero': { sql: 'select 1;\n-- about it\n  ‸select 1,\n  1 / (1 - 1);', state: '22012' },
  'behind a comment of several bytes': { sql: 'select 1; /* ä𝒳 */ ‸select 1/0;', state: '22012' },
  'no such table to drop': { sql: 'select 1;\n‸drop table public.absent;', state: '42P01' },
  'not null': {
    sql: `${table}\ninsert into public.t values (1);\n‸alter table public.t alter b set not null;`,
    state: '23502',
  },
}

const blocks: Record<string, Case> = {
  RAISE: {
    sql: 'select 1;\n-- about it\n  do $$\nbegin\n  perform 1;\n  ‸raise exception $x$no$x$;\nend $$;',
    state: 'P0001',
  },
  'a tagged quote, the body on its line': {
    sql: "do $block$begin\n  perform $$x$$;\n  ‸raise exception 'no';\nend $block$;",
    state: 'P0001',
  },
  'the language first': {
    sql: "do language plpgsql $$\nbegin\n  ‸raise exception 'no';\nend $$;",
    state: 'P0001',
  },
  'the language as a string, a comment with quotes': {
    sql: "do /* it's */ language 'plpgsql' /* $$ /* ' */ */ 'begin\n  ‸raise exception ''no'';\nend';",
    state: 'P0001',
  },
  'a string with doubled quotes': {
    sql: "do 'begin\n  perform ''x'', ''y'', ‸absent;\nend' language plpgsql;",
    state: '42703',
  },
  'a string with escapes': {
    sql: "do E'begin\\n  perform \\'x\\',\n ‸absent;\\nend';",
    state: '42703',
  },
  'a string in two parts': {
    sql: "do 'begin\n' -- it's\n '\n  ‸raise exception ''no'';\nend';",
    state: 'P0001',
  },
  'CRLF line ends': {
    sql: 'do $$\r\nbegin\r\n  perform 1;\r\n  perform 1,\r\n    ‸absent;\r\nend $$;\r\n',
    state: '42703',
  },
  'several blocks on a line': {
    sql: "do $$ begin perform 1; end $$; do $$ begin perform 'ä𝒳'; ‸raise exception 'no'; end $$; do $$ begin raise 'x'; end $$;",
    state: 'P0001',
  },
  'a query': { sql: 'do $$\nbegin\n  perform 1\n  from ‸absent;\nend $$;', state: '42P01' },
  'the targets of INTO': {
    sql: 'do $$\ndeclare v integer;\nbegin\n  select into v\n    x from ‸absent;\nend $$;',
    state: '42P01',
  },
  'an expression': {
    sql: 'do $$\ndeclare absent_too integer;\nbegin\n  if absent_too is null and ‸absent then null; end if;\nend $$;',
    state: '42703',
  },
  'an assignment': { sql: 'do $$\ndeclare x integer;\nbegin\n  x := 1 + ‸absent;\nend $$;', state: '42703' },
  'a query without a position': {
    sql: `${table}\ndo $$ begin\n  perform 1; ‸insert into public.t\n  values (1), (1);\nend $$;`,
    state: '23505',
    detail: 'SQL statement "insert into public.t',
  },
  'in the handler of an exception': {
    sql: "do $$\nbegin\n  perform 1/0;\nexception when others then\n  ‸raise exception 'second';\nend $$;",
    state: 'P0001',
  },
  'syntax of a query': { sql: 'do $$\nbegin\n  select 1 frm ‸x y;\nend $$;', state: '42601' },
  'syntax of the language': { sql: "do E'begin\n  if ‸then;\\nend';", state: '42601' },
  'a type': { sql: 'do $$\ndeclare\n  x ‸absent;\nbegin\nend $$;', state: '42704' },
  'a type without a position': {
    sql: 'do $$\ndeclare\n  ‸x absent%rowtype;\nbegin\nend $$;',
    state: '42P01',
  },
  'dynamic SQL that stands in the block': {
    sql: "do $$\nbegin\n  execute 'select 1,\n    ‸absent';\nend $$;",
    state: '42703',
  },
  'dynamic SQL that does not': {
    sql: "do $$\nbegin\n  ‸execute 'select ' || '1, ' || 'absent';\n  perform 1, absent;\nend $$;",
    state: '42703',
    detail: 'in the query\n> 1 | select 1, absent\n    |           ^',
  },
  'a block in a block': {
    sql: "do $a$\nbegin\n  ‸execute 'do $b$ begin\n\n raise exception ''no''; end $b$';\nend $a$;",
    state: 'P0001',
  },
}

const bodies: Record<string, Case> = {
  'syntax of PL/pgSQL': {
    sql: 'select 1;\ncreate function public.f() returns integer language plpgsql as $f$\nbegin\n  ‸retrn 1;\nend $f$;',
    state: '42601',
  },
  'a string with doubled quotes': {
    sql: "create function public.f() returns integer language plpgsql as 'begin\n  perform ''x''; ‸retrn 1;\nend';",
    state: '42601',
  },
  'a string with escapes': {
    sql: "create function public.f(x text default 'x') returns integer language 'plpgsql' as E'begin\\n  perform \\'x\\';\n ‸retrn 1;\nend';",
    state: '42601',
  },
  'two equal bodies': {
    sql: 'create function public.g() returns integer language sql as $$\nselect ‸absent $$;\ncreate function public.f() returns integer language sql as $$\nselect absent $$;',
    state: '42703',
  },
  'SQL, the second statement': {
    sql: "create or replace function public.f() returns integer language sql as $f$\nselect 1;\nselect 'x', ‸absent;\n$f$;",
    state: '42703',
  },
  'SQL in a string with escapes': {
    sql: "create procedure public.p() language sql as E'select 1;\\nselect \\'a\\',\n  ‸absent';",
    state: '42703',
  },
  'BEGIN ATOMIC': {
    sql: 'create function public.f() returns integer language sql begin atomic\n  select 1;\n  select ‸absent;\nend;',
    state: '42703',
    since: 14,
  },
  'a type without a position': {
    sql: 'create function public.f2() returns integer language plpgsql as $f$\ndeclare\n  ‸x absent%rowtype;\nbegin\nend $f$;',
    state: '42P01',
  },
}

const called: Record<string, Case> = {
  'a function that an earlier statement made': {
    sql: `${raising}\nselect 1;\n  ‸select 1,\n    public.f(1);`,
    state: 'P0001',
    detail: 'PL/pgSQL function f(integer) line 3 at RAISE',
  },
  'a query in it': {
    sql: `${raising.replace("raise exception 'no'", 'perform absent')}\n‸select public.f(1);`,
    state: '42703',
    detail: 'in the query\n> 1 | SELECT absent\n    |        ^',
  },
  'a function of SQL': {
    sql: 'create function public.g(x integer) returns integer language sql volatile as $f$\nselect 1;\nselect 1 / (x - x); $f$;\n‸select public.g(1);',
    state: '22012',
    detail: 'SQL function "g" statement 2',
  },
  'a function in a block': {
    sql: `${raising}\ndo $$\ndeclare x integer;\nbegin\n  perform 1; perform ‸public.f(1);\nend $$;`,
    state: 'P0001',
    detail: 'PL/pgSQL function f(integer) line 3 at RAISE',
  },
  'a procedure': {
    sql: "create procedure public.p() language plpgsql as $$ begin raise exception 'no'; end $$;\n ‸call public.p();",
    state: 'P0001',
  },
  'a trigger': { sql: `${table}\n${trigger}\n  ‸insert into public.t\n  values (1);`, state: 'P0001' },
  'a trigger in a block': {
    sql: `${table}\n${trigger}\ndo $$\nbegin\n  perform 1;\n  ‸insert into public.t\n  values (1);\nend $$;`,
    state: 'P0001',
    detail: 'PL/pgSQL function tf() line 3 at RAISE',
  },
  'a recursion without end': {
    sql: 'create function public.r(x integer) returns integer language plpgsql as $$ begin return public.r(x + 1); end $$;\n‸select public.r(1);',
    state: '54001',
    detail: ' more lines …',
  },
}

const rows: Record<string, Case> = {
  'a value': {
    sql: `${table}\ncopy public.t (a, b) from stdin;\n1\tx\n2\tx\n‸x\tx\n4\tx\n\\.\nselect 1;`,
    state: '22P02',
    detail: 'COPY t, line 3, column a: "x"',
  },
  'too few columns': { sql: `${table}\ncopy public.t from stdin;\n‸1\n2\tx\n\\.\n`, state: '22P04' },
  'a unique violation, the statement on several lines': {
    sql: `${table}\ncopy public.t (a,\n  b)\nfrom stdin; -- rows\n1\tx\n‸1\ty\n\\.\n`,
    state: '23505',
  },
  'several on the way to it': {
    sql: `${table}\ncopy public.t (a) from stdin;\n1\n2\n\\.\n\ncopy public.t (a) from stdin;\n3\n‸2\n\\.\n`,
    state: '23505',
  },
  'CSV with a header and a value of two lines': {
    sql: `${table}\ncopy public.t from stdin (format csv, header);\na,b\n1,"x\ny"\n‸x,y\n\\.\n`,
    state: '22P02',
  },
  'CRLF line ends': {
    sql: `${table}\r\ncopy public.t (a) from stdin;\r\n1\r\n‸x\r\n\\.\r\nselect 1;\r\n`,
    state: '22P02',
  },
  'a trigger': {
    sql: `${table}\n${trigger.replace("raise exception 'no';", "if new.a = 7 then raise exception 'COPY t, line 1'; end if; return new;")}\ncopy public.t (a) from stdin;\n1\n‸7\n8\n\\.\n`,
    state: 'P0001',
    detail: 'PL/pgSQL function tf() line 3 at RAISE\nCOPY t, line 2: "7"',
  },
  'a name that must be quoted': {
    sql: 'create table public."T 1, line 9" (a integer);\ncopy "public"."T 1, line 9" from stdin;\n1\n‸x\n\\.\n',
    state: '22P02',
  },
  'rows that look like the context': {
    sql: `${table}\ncopy public.t from stdin (format csv);\n1,x\ny,"\n‸COPY t, line 77"\n\\.\n`,
    state: '22P02',
  },
}

/** A project whose script is written anew for each case; as it fails each time, the database stays as it is. */
interface Setting {
  readonly file: string
  /** What precedes the case in the file. */
  readonly head: string
  readonly run: () => Promise<unknown>
}

const baseline =
  '-- baseline\n--\n-- revision: ba5e\n-- revises:\n-- init: ../sql/init.sql\n\n-- plinth: upgrade\n'
const header = '-- bad\n--\n-- revision: bad\n-- revises: ba5e\n\n-- plinth: upgrade\n'

let major: number
let folder: string
const databases: TestDatabase[] = []

beforeAll(async () => {
  const server = await testServer()
  major = server.major
  databases.push(await server.createDatabase(), await server.createDatabase())
  folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-places-')))
  for (const name of ['init', 'migration']) {
    await mkdir(join(folder, name, 'sql'), { recursive: true })
    await mkdir(join(folder, name, 'migrations'))
    await writeFile(join(folder, name, 'sql/init.sql'), 'select 1;')
    await writeFile(join(folder, name, 'migrations/1_baseline.sql'), baseline)
  }
  await verbsIn('migration', databases[1]).init()
})

afterAll(async () => {
  for (const database of databases) await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function verbsIn(name: string, database: TestDatabase | undefined): Plinth {
  return plinth({ cwd: join(folder, name), url: database?.url ?? '' })
}

const settings: Record<string, () => Setting> = {
  init: () => ({
    file: join(folder, 'init/sql/init.sql'),
    head: '',
    run: () => verbsIn('init', databases[0]).init(),
  }),
  migration: () => ({
    file: join(folder, 'migration/migrations/2_bad.sql'),
    head: header,
    run: () => verbsIn('migration', databases[1]).upgrade(),
  }),
  'a migration without a transaction': () => ({
    file: join(folder, 'migration/migrations/2_bad.sql'),
    head: `${header}-- plinth: no-transaction\n`,
    run: () => verbsIn('migration', databases[1]).upgrade(),
  }),
}

/** A script with the mark taken out, and where that stood. */
function unmarked(text: string) {
  const before = text.slice(0, text.indexOf(mark)).split('\n')
  const plain = text.replace(mark, '')
  return {
    text: plain,
    line: before.length,
    column: [...(before.at(-1) ?? '')].length + 1,
    shown: (plain.split('\n')[before.length - 1] ?? '').replace('\r', ''),
  }
}

type Marked = ReturnType<typeof unmarked>

/** The frame: up to three lines, that of the place as it stands in the file (from where the statement begins), and a caret below. */
function expectFrame(frame: string, { line, shown, column }: Marked): void {
  const lines = frame.split('\n')
  const at = lines.findIndex((one) => one.startsWith('>'))
  const [, number, text = ''] = /^> +(\d+) \| (.*)$/.exec(lines[at] ?? '') ?? []
  expect(number).toBe(String(line))
  expect(shown.includes(text.replaceAll('…', '').trim()) && text.trim() !== '').toBe(true)
  const caret = lines[at + 1] ?? ''
  expect(caret).toMatch(/^ +\| \s*\^$/)
  expect(lines.filter((one) => one !== caret).length).toBeLessThanOrEqual(3)
  if (/^[ -~]*$/.test(text)) expect(caret.indexOf('^') - caret.indexOf('|') - 1).toBe(column)
}

async function expectPlace(one: Case, setting: Setting): Promise<PlinthError> {
  const marked = unmarked(setting.head + one.sql)
  await writeFile(setting.file, marked.text)
  const error = await refusal(setting.run())
  expect([error.code, error.sqlState, error.message]).toEqual(['E_SQL', one.state, error.message])
  const { place } = error
  expect(`${place?.file}:${place?.line}:${place?.column}`).toBe(
    `${setting.file}:${marked.line}:${marked.column}`,
  )
  expect(error.detail ?? '').toContain(one.detail ?? '')
  // The rows of a COPY are not in the frame.
  if (!one.sql.includes('from stdin')) expectFrame(place?.frame ?? '', marked)
  return error
}

describe.each([
  ['a position', position],
  ['no position', noPosition],
  ['in a DO block', blocks],
  ['in a function body', bodies],
  ['in what was called', called],
  ['in the rows of a COPY', rows],
] as const)('%s', (_, cases) => {
  const list = Object.entries(cases as Readonly<Record<string, Case>>).flatMap(([name, one]) =>
    ['init', 'migration'].map((where) => [`${where}: ${name}`, one, where] as const),
  )

  it.each(list)('%s', async (_, one, where) => {
    if (one.since !== undefined && major < one.since) return
    await expectPlace(one, settings[where]!())
  })
})

describe('in a group of statements', () => {
  const many = Array.from({ length: 700 }, (_, i) => `select ${i}, 'ä𝒳';`).join('\n')
  const cases: Readonly<Record<string, Case>> = {
    'a position': { sql: `${many}\nselect 'ä𝒳', ‸absent; select 1;\n${many}`, state: '42703' },
    'no position': { sql: `${many}\nselect 'ä𝒳'; ‸select 1 / 0; select 1;\n${many}`, state: '22012' },
    'a block': {
      sql: `${many}\ndo $$\nbegin\n  ‸raise exception 'no';\nend $$;\n${many}`,
      state: 'P0001',
    },
    'a row': { sql: `${table}\n${many}\ncopy public.t (a) from stdin;\n1\n‸x\n\\.\n${many}`, state: '22P02' },
  }
  const settingNames = ['init', 'migration', 'a migration without a transaction']
  it.each(settingNames.flatMap((where) => Object.keys(cases).map((name) => [where, name] as const)))(
    '%s: %s',
    async (where, name) => {
      if (where.includes('without') && name !== 'a block') return
      await expectPlace(cases[name]!, settings[where]!())
    },
  )
})

describe('the frame', () => {
  const frameOf = async (sql: string, state: string) =>
    (await expectPlace({ sql, state }, settings['init']!())).place?.frame

  it('has three lines and a caret', async () => {
    expect(await frameOf('select 1,\n  2,\n  3,\n  ‸absent,\n  5,\n  6;', '42703')).toBe(
      '  3 |   3,\n> 4 |   absent,\n    |   ^\n  5 |   5,',
    )
  })

  it('has the first lines of a statement without a position', async () => {
    expect(await frameOf('select 1;  ‸select 1 / 0,\n  2,\n  3,\n  4;', '22012')).toBe(
      '> 1 |            select 1 / 0,\n    |            ^\n  2 |   2,\n  3 |   3,',
    )
  })

  it('cuts a long line around the place', async () => {
    const frame = await frameOf(`select '${'x'.repeat(5000)}', ‸absent, '${'y'.repeat(5000)}';`, '42703')
    const [line = '', caret = ''] = frame?.split('\n') ?? []
    expect(line).toMatch(/^> 1 \| …x+', absent, 'y+…$/)
    expect(line.length).toBeLessThan(180)
    expect(caret.length - 1).toBe(line.indexOf('absent'))
  })

  it('of a COPY shows the statement and says which line of the file it is', async () => {
    const sql = `${table}\n\ncopy public.t (a,\n  b) from stdin;\n1\tx\n‸y\tx\n\\.\n`
    expect(await frameOf(sql, '22P02')).toBe(
      '> 3 | copy public.t (a,\n    | ^ line 2 of the data is line 6 of the file',
    )
  })
})

it('a deferred constraint at the end is that of the script', async () => {
  const { file, run } = settings['init']!()
  await writeFile(
    file,
    `create table public.p (id integer primary key, of integer references public.p deferrable initially deferred);
insert into public.p values (1, 2);`,
  )
  const error = await refusal(run())
  expect([error.sqlState, error.place?.file]).toEqual(['23503', file])
  expect(error.detail).toContain(
    'It was found at the end of the script, where deferred constraints are checked.',
  )
})
