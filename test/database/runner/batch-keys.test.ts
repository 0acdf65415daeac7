import { expect, describe, it } from 'vitest'
import { addOne, batchesIn, made, progressOf, seen, upgradeWith } from '../../support/batches.ts'

/** With these, what is read as text would not be the same value again. */
const settings = `await sql.unsafe("set extra_float_digits = -15; set intervalstyle = sql_standard; set datestyle = 'SQL, DMY'; set timezone = 'Asia/Kolkata'")`

/** Runs batches over a table whose rows are numbered by `n`, in tens, and says which rows were in which order. */
async function orderOver(setUp: string, { table = 'public.items', key }: { table?: string; key: string }) {
  const run = await made(
    `create table public.seen (batch int generated always as identity, ns int[]); ${setUp}`,
    upgradeWith(`${settings}
  const { rows } = await sql.batches({ table: ${table}, key: ${key}, size: 10 }, (range) =>
    sql\`insert into public.seen (ns) select array_agg(n order by n) from \${sql('public.items')} i where \${range.of('i')}\`)
  const counted = await sql\`select from items\`
  if (counted.length !== rows) throw new Error(\`counted \${rows} rows\`)`),
  )
  await run.upgrade()
  const rows = await run.database.query('select array_to_json(ns) as ns from public.seen order by batch')
  return rows.map(({ ns }) => ns as number[])
}

const tens = (rows: number) =>
  Array.from({ length: Math.ceil(rows / 10) }, (_, batch) =>
    Array.from({ length: Math.min(10, rows - batch * 10) }, (_, i) => batch * 10 + i + 1),
  )

describe('keys of every kind', () => {
  const ordered = (type: string, value: string, rest = '') =>
    `create table public.items (k ${type}, n int); insert into public.items select ${value}, n from generate_series(1, 35) n; ${rest}`

  it.each([
    ['bigint beyond what a number holds', ordered('bigint primary key', '9223372036854775807 - 35 + n')],
    ['uuid', ordered('uuid primary key', `lpad(to_hex(n * 1000003), 32, '0')::uuid`)],
    [
      'timestamptz with microseconds',
      ordered(
        'timestamptz primary key',
        `'2026-03-29 00:59:59.999990+00'::timestamptz + n * interval '1 microsecond'`,
      ),
    ],
    [
      'timestamps before Christ',
      ordered('timestamp primary key', `'0044-03-15 12:00:00 BC'::timestamp + n * interval '1 microsecond'`),
    ],
    [
      'infinite dates',
      ordered(
        'date primary key',
        `case n when 1 then '-infinity' when 35 then 'infinity' else date '2026-01-01' + n end`,
      ),
    ],
    ['double precision', ordered('double precision primary key', `0.1::float8 + n * 1e-16::float8 * 16`)],
    ['numeric, with NaN', ordered('numeric primary key', `case when n = 35 then 'NaN' else n / 7.0 end`)],
    [
      'interval',
      ordered('interval primary key', `n * interval '-1 day' + n * interval '1 day 0.000001 seconds'`),
    ],
    ['bytea', ordered('bytea primary key', `decode(lpad(to_hex(n), 4, '0'), 'hex')`)],
    [
      'boolean',
      ordered('boolean', 'n > 20'),
      [Array.from({ length: 20 }, (_, i) => i + 1), Array.from({ length: 15 }, (_, i) => i + 21)],
    ],
    [
      'enum',
      `create type public.mood as enum ('"z''', 'a', 'Ä'); create table public.items (k public.mood, n int);
      insert into public.items values ('"z''', 1), ('a', 2), ('Ä', 3)`,
      [[1, 2, 3]],
    ],
    ['array', ordered('int[] primary key', 'array[1, n]')],
    ['range', ordered('int4range primary key', 'int4range(n, n + 1)')],
    [
      'domain over text',
      `create domain public.code as text collate "C" check (value like 'c%'); ${ordered('public.code primary key', `'c' || chr(32 + n)`)}`,
    ],
    [
      'domain of a domain, with another collation',
      `create domain public.one as text collate "C"; create domain public.two as public.one; ${ordered('public.two collate "POSIX" primary key', `chr(64 + n)`)}`,
    ],
    ['inet', ordered('inet primary key', `('10.0.0.' || n)::inet`)],
    ['char(5)', ordered('char(5) primary key', `lpad(n::text, 3, '0')`)],
    ['varchar', ordered('varchar(9) primary key', `lpad(n::text, 3, '0')`)],
    ['"char"', ordered('"char" primary key', `chr(64 + n)::"char"`)],
    ['name', ordered('name primary key', `lpad(n::text, 3, '0')::name`)],
    [
      'a composite type',
      `create type public.pair as (a int, b text); ${ordered('public.pair primary key', `row(1, lpad(n::text, 3, '0'))::public.pair`)}`,
    ],
    [
      'text with quotes, commas and what is not ASCII',
      ordered('text collate "C" primary key', `'{"a,b\\$1''\\\\' || chr(8364) || lpad(n::text, 3, '0')`),
    ],
    [
      'the empty text',
      ordered('text collate "C" primary key', `case n when 1 then '' else lpad(n::text, 3, ' ') end`),
    ],
  ])('%s', async (_, setUp, batches?: number[][]) => {
    expect(await orderOver(setUp, { table: `'items'`, key: `'k'` })).toEqual(batches ?? tens(35))
  })

  it('two columns: compared as a row', async () => {
    const setUp = `create table public.items (tenant int, id bigint, n int, primary key (tenant, id));
      insert into public.items select n / 12, -n % 3 * 1000 + n, n from generate_series(0, 34) n`
    const batches = await orderOver(setUp, { table: `'items'`, key: `['tenant', 'id']` })
    expect(batches.map((ns) => ns.length)).toEqual([10, 10, 10, 5])
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, n) => n))
    // The order of the key is not that of n.
    expect(batches[0]).not.toEqual(tens(10)[0])
  })

  it('operators that are not in the search path, in a row with others', async () => {
    const setUp = `create schema app; create type app.rank;
      create function app.rank_in(cstring) returns app.rank immutable strict language internal as 'int4in';
      create function app.rank_out(app.rank) returns cstring immutable strict language internal as 'int4out';
      create type app.rank (input = app.rank_in, output = app.rank_out, like = int4);
      ${['lt', 'le', 'eq', 'ge', 'gt'].map((name) => `create function app.${name}(app.rank, app.rank) returns boolean immutable strict language internal as 'int4${name}';`).join('\n')}
      create function app.compared(app.rank, app.rank) returns int immutable strict language internal as 'btint4cmp';
      ${[
        ['<', 'lt'],
        ['<=', 'le'],
        ['=', 'eq'],
        ['>=', 'ge'],
        ['>', 'gt'],
      ]
        .map(
          ([sign, name]) =>
            `create operator app.${sign} (leftarg = app.rank, rightarg = app.rank, function = app.${name});`,
        )
        .join('\n')}
      create operator class app.rank_ops default for type app.rank using btree as operator 1 app.<, operator 2 app.<=, operator 3 app.=,
        operator 4 app.>=, operator 5 app.>, function 1 app.compared(app.rank, app.rank);
      create table public.items (tenant int, r app.rank, n int); insert into public.items select n / 12, n::text::app.rank, n from generate_series(1, 35) n`
    expect(await orderOver(setUp, { table: `'items'`, key: `'r'` })).toEqual(tens(35))
    expect(await orderOver(setUp, { table: `'items'`, key: `['tenant', 'r']` })).toEqual(tens(35))
    expect(await orderOver(setUp, { table: `'items'`, key: `['r', 'tenant']` })).toEqual(tens(35))
  })

  it('a key that is not unique: rows of one key stay in one batch', async () => {
    const setUp = `create table public.items (k int, n int); insert into public.items select case when n <= 5 then 1 when n <= 30 then 2 else n end, n from generate_series(1, 45) n`
    const batches = await orderOver(setUp, { table: `'items'`, key: `'k'` })
    expect(batches.map((ns) => ns.length)).toEqual([30, 10, 5])
    expect(batches.flat()).toEqual(Array.from({ length: 45 }, (_, i) => i + 1))
  })

  it('names with quotes, dots, spaces and capitals', async () => {
    const { database, upgrade } = await made(
      `create schema "My.App"; create table "My.App"."Us""er s; drop" ("I d.ü" int primary key, n int default 0); insert into "My.App"."Us""er s; drop" select generate_series(1, 25)`,
      upgradeWith(`await sql.batches({ table: ['My.App', 'Us"er s; drop'], key: 'I d.ü', size: 10, name: 'a:b \\'c\\' %_"' }, (range) =>
        sql\`update "My.App"."Us""er s; drop" set n = n + 1 where \${range}\`)`),
    )
    await upgrade()
    expect(await seen(database, '"My.App"."Us""er s; drop"')).toEqual([{ n: 1, rows: 25 }])
    expect(await progressOf(database)).toEqual([])
  })

  it('partitions, an empty table, and a table of which no row is left', async () => {
    const { database, upgrade, events } = await made(
      `create table public.items (id int primary key, n int default 0) partition by range (id);
        create table public.items_1 partition of public.items for values from (0) to (13); create table public.items_2 partition of public.items for values from (13) to (99);
        insert into public.items select generate_series(1, 25); create table public.none (id int primary key);
        create table public.gone (id int primary key); insert into public.gone select generate_series(1, 25)`,
      upgradeWith(`${addOne}
  await sql.batches({ table: 'items', key: 'id', size: 10 }, add)
  await sql.batches({ table: 'none', key: 'id', size: 10 }, () => { throw new Error('called') })
  const gone = await sql.batches({ table: 'gone', key: 'id', size: 10 }, async (range) => {
    await sql\`delete from gone\`
    await sql\`select from gone where \${range}\`
  })
  if (gone.batches !== 1) throw new Error('more than one')`),
    )
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
    expect(batchesIn(events).filter(({ name }) => name === 'none')).toMatchObject([
      { rows: 0, totalRows: 0, state: 'running' },
      { rows: 0, totalRows: 0, state: 'done' },
    ])
  })
})
