import { describe, expect, test } from 'vitest'
import { readScript } from '../../../src/psql/read-script.ts'
import { filesOf, readAll, refusal, textsOf } from './reading.ts'

const include = filesOf({
  'a.sql': 'select 1;\n\\ir sub/b.sql\nselect 3',
  'sub/b.sql': 'select 2;\n\\ir c.sql\n',
  'sub/c.sql': "select 'c'",
  'open.sql': "select 1;\nselect '",
  'if.sql': '\\if true\nselect 1;',
  'endif.sql': '\\endif',
  'quit.sql': 'select 1;\\q\nselect 2;',
  'rows.sql': 'copy t from stdin;\n1\n',
  'latin1.sql': Buffer.from("\\encoding LATIN1\nselect '\xe9'", 'latin1'),
  'bad.sql': Buffer.from("select 1;\n select '\xe9'", 'latin1'),
  'gz.sql': Buffer.from([0x1f, 0x8b, 8, 0]),
  'me.sql': 'select 1;\n\\i me.sql\n',
  'one.sql': '\\i two.sql\n',
  'two.sql': '\n\\i one.sql\n',
  'set.sql': '\\set x 7',
  'restrict.sql': '\\restrict abc',
})

describe('included files', () => {
  const cases: Record<string, readonly [script: string, ...statements: string[]]> = {
    'one after the other': [
      '\\i a.sql\nselect 4;',
      'select 1',
      'select 2',
      "select 'c'",
      'select 3',
      'select 4',
    ],
    'long names of the commands': [
      '\\include a.sql\n\\include_relative quit.sql;',
      'select 1',
      'select 2',
      "select 'c'",
      'select 3',
      'select 1',
    ],
    'in the midst of a statement': ['select 0,\n\\i quit.sql\n5;', 'select 1', 'select 0,\n\n5'],
    '\\q leaves the file': ['\\i quit.sql\nselect 3;', 'select 1', 'select 3'],
    'rows end with the file': ['\\i rows.sql\nselect 3;', 'copy t from stdin <<< 1\n', 'select 3'],
    'the encoding stays': ["\\i latin1.sql\nselect 'Ã©';", "select 'é'", "select 'Ã\u0083Â©'"],
    'more on the line': ['\\i sub/c.sql \\echo x', "select 'c'", '\\echo x'],
  }
  for (const [name, [script, ...statements]] of Object.entries(cases)) {
    test(name, async () => expect(await textsOf(script, { include })).toEqual(statements))
  }

  test('variables and names', async () => {
    const options = { include, variables: new Map([['file', 'sub/c.sql']]) }
    expect(await textsOf('\\i :file\n\\i set.sql\nselect :x;', options)).toEqual(["select 'c'", 'select 7'])
  })

  test('have places of their own', async () => {
    const items = await readAll('\n\\i a.sql\n\n select 4;', [], { include })
    expect(items.map(({ at }) => at)).toEqual(['1:1@0', '1:1@0', '1:1@0', '3:1@24', '4:2@12'])
  })
})

describe('refused', () => {
  const cases: Record<string, readonly [script: string, message: RegExp, file: string, line: number]> = {
    'a file with an open quote': ['\\i open.sql', /^a string that begins at line 2/, 'open.sql', 2],
    'an open \\if': ['\\i if.sql\n\\endif', /no \\endif/, 'if.sql', 1],
    'an \\endif for the outer \\if': ['\\if true\n\\i endif.sql', /without \\if/, 'endif.sql', 1],
    'a file that is not UTF-8': ['\\i bad.sql', /not valid UTF-8: byte 0xE9 at offset 19/, 'bad.sql', 2],
    'a compressed file': ['\\i gz.sql', /compressed with gzip/, 'gz.sql', 1],
    'a file that includes itself': ['\\i me.sql', /^the file me.sql includes itself$/, 'me.sql', 2],
    'files that include each other': ['\\i one.sql', /^the file one.sql includes itself$/, 'two.sql', 2],
    'no name': ['\\i', /needs the name of a file/, 'init.sql', 1],
    'a command after \\restrict in the file': [
      '\\i restrict.sql\n\\echo x',
      /not allowed after \\restrict/,
      'init.sql',
      2,
    ],
    backticks: ['\\i `id`', /backticks/, 'init.sql', 1],
  }
  for (const [name, [script, message, file, line]] of Object.entries(cases)) {
    test(name, async () => {
      const error = await refusal(script, [], { include })
      expect(error).toMatchObject({ code: 'E_SCRIPT', place: { file, line } })
      expect(error.message).toMatch(message)
    })
  }

  test('the chain is told', async () => {
    expect((await refusal('\\i one.sql', [], { include })).detail).toBe(
      'init.sql\n  includes one.sql\n  includes two.sql\n  includes one.sql',
    )
  })

  test('includes without end', async () => {
    let count = 0
    const endless = async () => ({
      file: `${++count}.sql`,
      chunks: (async function* () {
        yield Buffer.from('\\i x')
      })(),
    })
    const error = await refusal('\\i x', [], { include: endless })
    expect(error.message).toBe('includes are nested deeper than 50 files')
    expect(count).toBe(50)
  })

  test('includes where no file can be opened', async () => {
    expect((await refusal('\\ir a.sql')).message).toBe('the meta-command \\ir cannot include a file here')
  })

  test('all files are closed after an error', async () => {
    let closed = 0
    const source = async function* (text: string) {
      try {
        yield Buffer.from(text)
        yield Buffer.from('\n')
      } finally {
        closed++
      }
    }
    const options = {
      file: 'x',
      include: async () => ({ file: 'y', chunks: source('\\gexec\n' + ' '.repeat(70_000)) }),
    }
    const reading = (async () => {
      for await (const _ of readScript(source('\\i y\n' + ' '.repeat(70_000)), options));
    })()
    await expect(reading).rejects.toMatchObject({ place: { file: 'y' } })
    expect(closed).toBe(2)
  })
})
