import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { InitOptions } from '../../../src/index.ts'
import type { ErrorParts } from '../../../src/index.ts'
import { makeDatabase, makeProject, refusal, type TestProject } from '../../support/project.ts'
import { allOf, nothingLeft } from './scene.ts'

const lines = (count: number) => Array.from({ length: count }, (_, i) => `${i}\tvalue ${i}`)
const canary = 'create table public.canary ();'
/** Rows that would be statements, if they were read as such. */
const likeSql = [
  canary,
  'select 1 \\; create table public.canary ();',
  '\\! touch canary',
  "'; create table public.canary (); --",
]

async function failed(init: string | Buffer, options: InitOptions = {}) {
  const [project, database] = [await makeProject({ init: '' }), await makeDatabase()]
  await writeFile(join(project.folder, 'sql/init.sql'), init)
  const empty = await allOf(database)
  const error = await refusal(project.on(database).init(options))
  await nothingLeft(database)
  const after = await allOf(database)
  if (options.transaction === undefined) expect(after).toBe(empty)
  expect(after).not.toContain('canary')
  return { error, database, project }
}

const copy = (
  rows: readonly string[],
  table = 'create table public.t (n integer primary key, v text);',
  text = 'copy public.t from stdin;',
) => [table, text, ...rows, '\\.', 'create table public.after ();', ''].join('\n')

const many = lines(30_000)
const cases: readonly (readonly [
  string,
  string,
  Partial<ErrorParts> & { sqlState: string },
  number | undefined,
])[] = [
  [
    'a missing table, and rows like SQL',
    copy(likeSql, '', 'copy public.missing from stdin;'),
    { sqlState: '42P01' },
    2,
  ],
  [
    'a missing table, and many rows',
    copy(many, '', 'copy public.missing from stdin;'),
    { sqlState: '42P01' },
    2,
  ],
  [
    'a missing column, and rows like SQL',
    copy(likeSql, undefined, 'copy public.t (nn) from stdin;'),
    { sqlState: '42703' },
    2,
  ],
  [
    'an option that is none, and rows like SQL',
    copy(likeSql, undefined, 'copy public.t from stdin (nonsense);'),
    { sqlState: '42601' },
    2,
  ],
  ['a bad first row', copy(['x\ty', ...many]), { sqlState: '22P02' }, 3],
  [
    'a bad row in the middle',
    copy([...many.slice(0, 15_000), 'x\ty', ...many.slice(15_000)]),
    { sqlState: '22P02' },
    15_003,
  ],
  ['a bad last row', copy([...many, 'x\ty']), { sqlState: '22P02' }, 30_003],
  ['a row with a column too few', copy([...many, '-1']), { sqlState: '22P04' }, 30_003],
  ['a row with a column too many', copy(['1\ta\tb', ...many]), { sqlState: '22P04' }, 3],
  ['a row that is there twice', copy([...many, '7\tagain']), { sqlState: '23505' }, 30_003],
  [
    'a check',
    copy([...many, '-1\ta'], 'create table public.t (n integer check (n >= 0), v text);'),
    { sqlState: '23514' },
    30_003,
  ],
  [
    'a trigger',
    copy(
      lines(10),
      `create table public.t (n integer, v text); create function public.f() returns trigger language plpgsql as $$ begin if new.n = 5 then raise 'five'; end if; return new; end $$; create trigger f before insert on public.t for each row execute function public.f();`,
    ),
    { sqlState: 'P0001' },
    8,
  ],
  [
    'a statement trigger at the end',
    copy(
      many,
      `create table public.t (n integer, v text); create function public.f() returns trigger language plpgsql as $$ begin raise 'the end'; end $$; create trigger f after insert on public.t for each statement execute function public.f();`,
    ),
    { sqlState: 'P0001' },
    2,
  ],
  [
    'a foreign key that is checked at the end of the COPY',
    copy(
      lines(3),
      'create table public.p (n integer primary key); create table public.t (n integer references public.p, v text);',
    ),
    { sqlState: '23503' },
    undefined,
  ],
  [
    'a foreign key that is checked at COMMIT',
    copy(
      lines(3),
      'create table public.p (n integer primary key); create table public.t (n integer references public.p deferrable initially deferred, v text);',
    ),
    { sqlState: '23503' },
    undefined,
  ],
  [
    'a header that does not match',
    copy(['a,b', '1,2'], undefined, 'copy public.t from stdin (format csv, header match);'),
    // Before 15 the word is refused.
    { sqlState: expect.stringMatching(/^(22P04|42601)$/) },
    undefined,
  ],
  [
    'a quote without end',
    copy(['1,"a', '2,b'], undefined, 'copy public.t from stdin (format csv);'),
    { sqlState: '22P04' },
    undefined,
  ],
]

describe('a COPY that fails', () => {
  it.each(cases)('%s', async (_, init, parts, line) => {
    const { error } = await failed(init)
    expect(error).toMatchObject({ code: 'E_SQL', ...parts })
    if (line !== undefined) expect(error.place?.line).toBe(line)
    expect(error.result).toBe('The init script was rolled back. Nothing was changed.')
  })

  const ofParts = /missing table, and rows|bad row in the middle|bad last row|at the end of the COPY/
  it.each(cases.filter(([what]) => ofParts.test(what)))('in parts: %s', async (_, init, parts) => {
    const { error, database, project } = await failed(init, { transaction: 'in parts' })
    expect(error).toMatchObject(parts)
    // Nothing of the block stays, and the same error comes again.
    expect((await allOf(database)).match(/^public\.t: (\d+)/m)?.[1] ?? '0').toBe('0')
    expect(await refusal(project.on(database).init({ transaction: 'in parts' }))).toMatchObject(parts)
  })

  it('permission denied', async () => {
    const role = `plinth_faults_${process.pid}`
    const database = await makeDatabase()
    await database.query(`create role ${role}; `)
    try {
      const init = copy(likeSql).replace(
        'copy public.t',
        `grant usage on schema public to ${role};\nset role ${role};\ncopy public.t`,
      )
      const { error } = await failed(init)
      expect(error).toMatchObject({ sqlState: '42501', place: { line: 4 } })
    } finally {
      await database.query(`drop role ${role}`)
    }
  })

  it.each(['copy public.t from stdin (format binary);', 'copy binary public.t from stdin;'])(
    'binary: %s is refused before anything runs',
    async (text) => {
      const { error } = await failed(copy(['PGCOPY', ...likeSql], undefined, text))
      expect(error).toMatchObject({ code: 'E_SCRIPT', place: { line: 2 }, result: 'Nothing was changed.' })
      expect(error.message).toContain('binary')
    },
  )

  it('a file of the server that is missing: no rows are looked for in the script', async () => {
    const { error } = await failed(`create table public.t (v text);\ncopy public.t from '/nonexistent';\n`)
    expect(error).toMatchObject({ sqlState: '58P01', place: { line: 2 } })
  })
})

describe('the end of the rows', () => {
  const after = 'insert into public.t values (99);'
  const table = 'create table public.t (v text);\ncopy public.t from stdin;\n'

  it.each([
    ['\\. with CR LF', `${table}a\r\nb\r\n\\.\r\n${after}`, ['99', 'a', 'b']],
    ['no \\. and no line end', `${table}a\nb`, ['a', 'b']],
    ['no \\.', `${table}a\nb\n`, ['a', 'b']],
    ['\\. without a line end', `${table}a\n\\.`, ['a']],
    ['\\. at once', `${table}\\.\n${after}`, ['99']],
    ['nothing', table, []],
    ['\\\\. is data', `${table}\\\\.\n\\.\n`, ['\\.']],
  ])('%s', async (_, init, rows) => {
    const [project, database] = [await makeProject({ init }), await makeDatabase()]
    await project.on(database).init()
    const found = await database.query('select v from public.t order by 1')
    expect(found.map(({ v }) => v)).toEqual(rows)
  })

  it.each([
    ['\\. behind a blank', ' \\.\ncreate table public.canary ();'],
    ['\\. in front of a blank', '\\. \ncreate table public.canary ();'],
    ['\\. behind data', 'a\\.\ncreate table public.canary ();'],
    ['\\. in front of data', '\\.a\ncreate table public.canary ();'],
    ['\\. in front of a statement', '\\. create table public.canary ();'],
  ])('%s is none: what follows is data and not run', async (_, tail) => {
    const [project, database] = [await makeProject({ init: `${table}${tail}\n` }), await makeDatabase()]
    await project
      .on(database)
      .init()
      .catch(() => {})
    expect(await allOf(database)).not.toContain('canary:')
  })
})

describe('a file that fails while it is read', () => {
  const big = () =>
    [
      'create table public.t (n integer primary key, v text);',
      'copy public.t from stdin;',
      ...Array.from({ length: 200_000 }, (_, i) => `${i}\t${'x'.repeat(40)}`),
      '\\.',
      '',
    ].join('\n')

  /** Runs init, and truncates the script when so many bytes of it were sent. */
  async function truncated(project: TestProject, to: number, options: InitOptions = {}) {
    const database = await makeDatabase()
    const empty = await allOf(database)
    const path = join(project.folder, 'sql/init.sql')
    let cut: Promise<void> | undefined
    const verbs = project.on(database, {
      onEvent: ({ kind }) => {
        // The step begins: the script was read once, to look for what must not run, and is opened anew.
        if (kind === 'statement' || kind === 'progress') cut ??= truncate(path, to)
      },
    })
    const error = await refusal(verbs.init(options))
    await cut
    await nothingLeft(database)
    return { error, empty, now: await allOf(database), database }
  }

  it('is truncated: E_FILE, and the database is empty', async () => {
    const project = await makeProject({ init: big() })
    const { error, empty, now } = await truncated(project, 5_000_000)
    expect(error).toMatchObject({ code: 'E_FILE' })
    expect(error.message).toMatch(/was changed while it was read|cut off/)
    expect(error.result).toBe('The init script was rolled back. Nothing was changed.')
    expect(now).toBe(empty)
  })

  it('is truncated, in parts: the rows of the block are not there', async () => {
    const project = await makeProject({ init: big() })
    const { error, now } = await truncated(project, 5_000_000, { transaction: 'in parts' })
    expect(error).toMatchObject({ code: 'E_FILE' })
    expect(now).not.toMatch(/public\.t: [1-9]/)
  })

  it.each([0.3, 0.9, 0.999999])(
    'a gzip that ends early, at %f: E_FILE, and the database is empty',
    async (part) => {
      const whole = gzipSync(big())
      const { error } = await failed(whole.subarray(0, Math.floor(whole.length * part)))
      expect(error).toMatchObject({ code: 'E_FILE', result: 'Nothing was changed.' })
      expect(error.message).toMatch(/cut off/)
    },
  )

  it('a gzip that is damaged in the middle: E_FILE, and the database is empty', async () => {
    const whole = gzipSync(big())
    whole.fill(0x55, whole.length / 2, whole.length / 2 + 64)
    const { error } = await failed(whole)
    expect(error).toMatchObject({ code: 'E_FILE' })
  })

  it('a gzip is truncated while it is read: E_FILE, and the database is empty', async () => {
    const project = await makeProject({ init: '' })
    // Stored, not squeezed: long enough to be cut while it is read.
    const bytes = gzipSync(big(), { level: 0 })
    await writeFile(join(project.folder, 'sql/init.sql'), bytes)
    const { error, empty, now } = await truncated(project, 5_000_000)
    expect(error).toMatchObject({ code: 'E_FILE' })
    expect(now).toBe(empty)
  })
})
