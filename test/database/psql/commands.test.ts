import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { filesOf, readAll, readUntilError, type Options } from '../../unit/psql/reading.ts'
import { openPsql, psqlVersion, sqlOf, type PsqlOracle, type PsqlRun } from './psql-oracle.ts'

/** Conditions, variables, included files and encodings: the reader against the real psql. */

const randomRuns = Number(process.env['PLINTH_DIFFERENTIAL_RUNS'] ?? 150)

const files = {
  'a.sql': "select 'a' \\if true\n, 2;\n\\endif\n\\set x 8\nselect :x",
  'b.sql': '\\i a.sql\nselect 4;\\q\nselect 5;',
}
const variables = new Map([
  ['x', '5'],
  ['q', "it's"],
  ['b', 'a\\b"c'],
  ['open', "'a"],
  ['two', ' select 1; select 2'],
  ['one', ':two , :x'],
  ['self', ':self + 1'],
  ['empty', ''],
  ['comment', '-- '],
  ['dash', '-'],
  ['dollar', '$a$'],
  ['paren', '('],
  ['yes', 'on'],
  ['no', '0'],
])
const given: PsqlRun = { variables, files }
const options: Options = { variables, include: filesOf(files) }

describe.skipIf(psqlVersion === undefined)('the commands of the reader and of psql', () => {
  let database: TestDatabase
  let psql: PsqlOracle

  beforeAll(async () => {
    database = await (await testServer()).createDatabase()
    await database.query('create table rows (a text, b text)')
    psql = await openPsql(database.url)
  })
  afterAll(async () => {
    await database?.drop()
    await psql?.close()
  })

  const scripts: Record<string, string> = {
    if: '\\if true\nselect 1;\n\\elif true\nselect 2;\n\\else\nselect 3;\n\\endif\nselect 4;',
    'if not': '\\if no\nselect 1;\n\\elif :no\nselect 2;\n\\else\nselect 3;\n\\endif\nselect 4;',
    nested:
      '\\if f\n\\if t\nselect 1;\n\\else\nselect 2;\n\\endif\n\\elif :yes\n\\if :{?x}\nselect 3;\n\\endif\n\\endif\n',
    'skipped commands': '\\if false\n\\! id\n\\i `id`\n\\o |cat "\n\\copy a b \'\n\\q\n\\endif\nselect 1;',
    'a part of a statement': "select 1\n\\if true\n, 2\n\\else\n, (3; ';'\n\\endif\n, 4;",
    'a part in parentheses': "select (1\n\\if false\n, 2)) ';'\n\\endif\n, 4);",
    'a body that is left out':
      '\\if false\ncreate function f() returns int begin atomic select 1; end;\n\\endif\nselect 2;',
    'commands on one line':
      '\\if false \\echo a \\else \\set x 9 \\endif\nselect :x; \\set x 1 \\\\ select :x;',
    'extra arguments': '\\if true \\endif -- x; select 1;\nselect 2;',
    'values of all forms':
      "select :x, :'q', :\"b\", :'b', :{?x}, :{?nothing}, :nothing, :'nothing', :\"nothing\";",
    'values in quotes': "select ':x', \":x\", $$:x$$, E':x', /* :x */ 1 -- :x\n;",
    'colons that are none': "select '1'::int, (array[1,2])[1:2], 'a':x;",
    'values with statements': ':two; :one; :empty; select :self;',
    'values with quotes': "select :open; b'; select 2;",
    'values with a comment': 'select 1 :comment , 2; select 3;',
    'values that touch':
      "select :dash- 1; select 2:dash- ';'; select 1 :dollar ; $a$; select :paren 1; 2); select 3;",
    'values in a branch that does not run': '\\if false\n:two\n\\else\nselect :x;\n\\endif',
    set: "\\set y 1 2 'a b' :x :'q' \\set z :y:x\nselect :'y', :'z';\n\\unset y\nselect :'y', :'z';",
    settings:
      "select :'AUTOCOMMIT', :'ECHO', :'FETCH_COUNT', :'HISTSIZE', :'ON_ERROR_ROLLBACK', :'PROMPT1', :'PROMPT3', :'SHOW_CONTEXT', :'SINGLELINE';",
    'settings that are set and put back':
      '\\set ECHO_HIDDEN\n\\set HIDE_TABLEAM on\n\\unset HIDE_TABLEAM\n\\set VERBOSITY terse\n\\unset VERBOSITY\n\\unset PROMPT1\n\\unset HISTSIZE\n' +
      'select :ECHO_HIDDEN, :HIDE_TABLEAM, :VERBOSITY, :{?PROMPT1}, :HISTSIZE, :{?HISTFILE}, :{?WHATEVER};',
    'the encoding':
      "\\encoding latin1\nselect :'ENCODING';\nset client_encoding to utf8;\nselect :'ENCODING';",
    escapes: "\\set y '\\101\\x42\\n''\\q' \"a b\" a;\nselect :'y';",
    includes: 'select 1,\n\\i b.sql\n2; select :x; \\i a.sql \\echo x\nselect 6;',
  }
  for (const [name, script] of Object.entries(scripts)) {
    test(name, async () =>
      expect(sqlOf(await readAll(script, [], options))).toEqual(await psql.sent(script, given)),
    )
  }

  test('random scripts', { timeout: 30_000 + randomRuns * 200 }, async () => {
    const script = fc
      .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 25 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        const { items, error } = await readUntilError(text, [], options)
        if (items.some(({ kind }) => kind === 'copy')) return
        const sent = await psql.sent(text, given)
        const ours = sqlOf(items)
        expect(ours).toEqual(error === undefined ? sent : sent.slice(0, ours.length))
      }),
      { numRuns: randomRuns },
    )
  })

  const encodings: Record<string, Buffer> = {
    LATIN1: Buffer.from('\xe9\x80\xff', 'latin1'),
    WIN1252: Buffer.from('\x80\x9f\xff', 'latin1'),
    SJIS: Buffer.from([0x95, 0x5c, 0x83, 0x5c, 0xb1, 0x81, 0x60]),
    BIG5: Buffer.from([0xa5, 0x5c, 0xb3, 0x5c, 0xc6, 0xa1]),
    GBK: Buffer.from([0x81, 0x5c, 0x81, 0x7c, 0xb0, 0xa1]),
    GB18030: Buffer.from([0x81, 0x5c, 0x94, 0x39, 0xda, 0x33, 0xa8, 0xbc]),
    UHC: Buffer.from([0x81, 0x5a, 0xb0, 0xa1, 0xc6, 0x52]),
    EUC_JP: Buffer.from([0xa4, 0xa2, 0x8e, 0xb1, 0x8f, 0xb0, 0xa1]),
    KOI8R: Buffer.from([0xc1, 0xff]),
  }
  for (const [name, text] of Object.entries(encodings)) {
    for (const declare of [`\\encoding ${name}\n`, `set client_encoding to '${name}';\n`]) {
      test(`${JSON.stringify(declare)} gives the same rows`, async () => {
        const before = `${declare}insert into rows values ('`
        const after = "\n\\.\ninsert into rows values ('end');"
        const parts = [
          before,
          text,
          "', E'",
          text,
          "\\n');\ncopy rows from stdin;\n",
          text,
          '\tx',
          text,
          after,
        ]
        const script = Buffer.concat(parts.map((part) => Buffer.from(part as string)))
        await psql.sent(script)
        const expected = await takeRows()
        expect(expected).toHaveLength(3)
        for (const item of await readAll(script)) {
          if (item.kind === 'copy') await psql.copyIn(item.text, Buffer.from(item.data!, 'latin1'))
          else if (item.sent === undefined) await database.query(item.text)
        }
        expect(await takeRows()).toEqual(expected)
      })
    }
  }

  async function takeRows(): Promise<readonly unknown[]> {
    const rows = await database.query('select a, b from rows order by ctid')
    await database.query('truncate rows')
    return rows.map((row) => [row['a'], row['b']])
  }
})

const fragments = [
  "'",
  '"',
  '$$',
  '$a$',
  ';',
  ';',
  '; ',
  '(',
  ')',
  '--',
  '\n',
  '\n',
  '/*',
  '*/',
  ' begin ',
  ' end ',
  ' case ',
  'create function ',
  ' ',
  ' ',
  'select 1 ',
  '\\; ',
  ' a$b',
  '1 ',
  '-',
  '/',
  '*',
  ':',
  '::',
  ':x',
  ":'q'",
  ':"b"',
  ':{?x}',
  ':open',
  ':two',
  ':one',
  ':self',
  ':empty',
  ':dash',
  ':dollar',
  ':paren',
  ':nothing',
  ":'nothing'",
  '\n\\if true\n',
  '\n\\if false\n',
  '\n\\if :no\n',
  '\n\\elif true\n',
  '\n\\else\n',
  '\n\\endif\n',
  '\\endif\n',
  "\\set x 'a;b'\n",
  '\\set two :x\n',
  '\\unset x\n',
  '\\echo :x\n',
  '\\i a.sql\n',
  '\\\\',
]
