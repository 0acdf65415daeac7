import { describe, expect, test } from 'vitest'
import { readAll, refusal, textsOf } from './reading.ts'

const variables = new Map([
  ['x', '5'],
  ['name', "it's"],
  ['path', 'a\\b'],
  ['Table', 'my "t"'],
  ['open', "'a"],
  ['two', 'select 1; select 2'],
  ['one', ':two'],
  ['self', ':self + 1'],
  ['a', ':b'],
  ['b', ':a'],
  ['empty', ''],
  ['comment', '-- '],
  ['dash', '-'],
  ['meta', '\\echo x'],
  ['yes', 'on'],
])
const run = (script: string) => textsOf(script, { variables })

describe('in SQL', () => {
  const cases: Record<string, readonly [script: string, ...statements: string[]]> = {
    plain: ['select :x;', 'select 5'],
    literal: ["select :'name', :'path';", "select 'it''s',  E'a\\\\b'"],
    identifier: ['select :"Table";', 'select "my ""t"""'],
    test: ['select :{?x}, :{?nothing};', 'select TRUE, FALSE'],
    'without a value': [
      'select :nothing, :\'nothing\', :"nothing", :{?x;',
      'select :nothing, :\'nothing\', :"nothing", :{?x',
    ],
    'not in quotes and comments': [
      "select ':x', \":x\", $$:x$$, E':x' /* :x */ -- :x\n;",
      "select ':x', \":x\", $$:x$$, E':x' /* :x */ -- :x",
    ],
    'not in casts, slices and assignments': ['select a::x, a[1:2], b := :x;', 'select a::x, a[1:2], b := 5'],
    'as a whole statement': [':two; :empty ; select 3;', 'select 1', 'select 2', 'select 3'],
    'a variable in a variable': ['select 0; :one;', 'select 0', 'select 1', 'select 2'],
    'a variable in itself': ['select :self, :a;', 'select :self + 1, :a'],
    'a quote that goes on behind the value': ["select :open; b'; select 2;", "select 'a; b'", 'select 2'],
    'a comment that ends with the value, as in psql': [
      'select 1 :comment , 2; select 3;',
      'select 1 --  , 2',
      'select 3',
    ],
    'tokens do not grow together, as in psql': ["select :dash- 1; select ';'", 'select -- 1', "select ';'"],
    'right behind a word': ['select a:x;', 'select a5'],
    'the first thing of a statement': ["  :'name' ;", "'it''s'"],
    'in the midst of COPY': ['copy t from :std;\n1\n\\.\nselect 1;', 'copy t from stdin <<< 1\n', 'select 1'],
    'a COPY in the value': [
      ':copy; select 1;\n1\n\\.\nselect 2;',
      'copy t from stdin <<< 1\n',
      'select 0',
      'select 1',
      'select 2',
    ],
    'not in rows': ['copy t from stdin;\n:x\n\\.\n', 'copy t from stdin <<< :x\n'],
  }
  const more = new Map([...variables, ['std', 'stdin'], ['copy', 'copy t from stdin; select 0']])
  for (const [name, [script, ...statements]] of Object.entries(cases)) {
    test(name, async () => expect(await textsOf(script, { variables: more })).toEqual(statements))
  }
})

describe('\\set and \\unset', () => {
  test('concatenate, and forget', async () => {
    expect(await run("\\set y 1 2 'a b' :x :'name'\nselect :y;\\unset y \\\\ select :y;")).toEqual([
      "select 12a b5'it''s'",
      'select :y',
    ])
  })

  test('values hold what they held when they were set', async () => {
    expect(await run('\\set y :x\n\\set x 6\nselect :y, :x;')).toEqual(['select 5, 6'])
  })

  test('do nothing in a branch that does not run, where nothing is expanded either', async () => {
    expect(await run('\\if false\n\\set x 6\n:two\n\\else\nselect :x;\n\\endif')).toEqual(['select 5'])
  })

  test('names and values are checked', async () => {
    expect((await refusal('\\set a-b 1', [], { variables })).message).toBe(
      '"a-b" cannot be the name of a variable',
    )
    const script = `\\set y ${'x'.repeat(600_000)}\n\\set y :y :y`
    expect((await refusal(script, [], { variables })).message).toMatch(/longer than 1048576/)
  })

  test('settings of psql may be read, and may not make errors pass', async () => {
    expect(await run("\\set VERBOSITY terse\nselect :'VERBOSITY';")).toEqual(["select 'terse'"])
    expect((await refusal('\\set ON_ERROR_STOP 0', [], { variables })).message).toMatch(/go on after errors/)
  })
})

describe('in meta-commands', () => {
  test('arguments are expanded', async () => {
    expect(await run("\\echo :x :'name' ':x' \":x\" :nothing a:x :{?x}")).toEqual([
      "\\echo 5 'it''s' :x \":x\" :nothing a5 TRUE",
    ])
  })

  test('conditions are', async () => {
    expect(await run('\\if :yes\nselect 1;\n\\endif\n\\if :{?nothing}\nselect 2;\n\\endif')).toEqual([
      'select 1',
    ])
  })

  test('a value is no command', async () => {
    const error = await refusal('select 1;\n:meta\n', [], { variables })
    expect(error).toMatchObject({
      message: 'the value of a variable holds a meta-command',
      place: { line: 2 },
    })
  })
})

test('what follows a value has its own place', async () => {
  const items = await readAll('select :x; :two;\n select 3;', [], { variables })
  expect(items.map(({ at }) => at)).toEqual(['1:1@0', '1:12@11', '1:12@11', '2:2@18'])
})

test('values that name each other a billion times are refused', async () => {
  const laughs = new Map([['l0', '']])
  for (let i = 1; i <= 40; i++) laughs.set(`l${i}`, `:l${i - 1} :l${i - 1}`)
  expect((await refusal('select :l40;', [], { variables: laughs })).message).toMatch(
    /more than 1000000 times/,
  )
})

test('without variables nothing is expanded, and a script that sets one says how to enable them', async () => {
  expect(await textsOf("select :x, :'x';\n\\echo :x")).toEqual(["select :x, :'x'", '\\echo :x'])
  const error = await refusal('select 1;\n\\set x 5')
  expect(error).toMatchObject({
    message: 'the script sets the variable x, but variables are not enabled',
    place: { line: 2 },
  })
  expect(error.hint).toContain('--set x=value')
})
