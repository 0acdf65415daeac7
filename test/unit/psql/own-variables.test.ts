import { describe, expect, test } from 'vitest'
import { connectionVariables } from '../../../src/psql/own-variables.ts'
import { readAll, refusal, textsOf } from './reading.ts'

const connection = connectionVariables({
  target: { database: 'my "app"', user: "o'neil", host: '/run/pg', port: 5433 },
  serverVersion: 150018,
  serverVersionName: '15.18 (Debian 15.18-0+deb12u1)',
})
const connected = (script: string) => textsOf(script, { variables: connection })
const offline = (script: string) => textsOf(script, { variables: new Map() })

describe('what psql knows of the connection', () => {
  test('in all forms', async () => {
    expect(await connected(`select :'DBNAME', :"DBNAME", :'USER', :"HOST", :PORT, :'PORT';`)).toEqual([
      `select 'my "app"', "my ""app""", 'o''neil', "/run/pg", 5433, '5433'`,
    ])
    expect(await connected("select :'SERVER_VERSION_NAME', :SERVER_VERSION_NUM >= 150000;")).toEqual([
      "select '15.18 (Debian 15.18-0+deb12u1)', 150018 >= 150000",
    ])
  })

  test('a script may set it, until it connects again', async () => {
    const script =
      "\\set DBNAME x\n\\unset USER\nselect :DBNAME, :{?USER};\n\\connect -\nselect :'USER', :PORT;"
    expect(await connected(script)).toEqual(['select x, FALSE', "select 'o''neil', 5433"])
  })

  test('is there without a connection too, but nobody knows what it is', async () => {
    const script = '\\if :{?SERVER_VERSION_NUM}\nselect :\'DBNAME\', :"USER", :PORT;\n\\endif\n\\echo :HOST'
    expect(await offline(script)).toEqual(['select :\'DBNAME\', :"USER", :PORT', '\\echo :HOST'])
    expect(await offline('\\set PORT 1\n\\unset HOST\nselect :PORT, :{?HOST};')).toEqual(['select 1, FALSE'])
  })

  test('only with variables enabled', async () => {
    expect(await textsOf("select :'DBNAME', :{?DBNAME};")).toEqual(["select :'DBNAME', :{?DBNAME}"])
  })
})

describe('ENCODING', () => {
  test('follows the script', async () => {
    const ask = "select :'ENCODING';\n"
    const script = `${ask}\\encoding latin-1\n${ask}\\set ENCODING x\n${ask}set client_encoding to 'windows1252';\n${ask}reset client_encoding;\n${ask}`
    const texts = await offline(script)
    expect(texts.filter((text) => text.startsWith('select'))).toEqual(
      ['UTF8', 'LATIN1', 'x', 'WIN1252', 'UTF8'].map((name) => `select '${name}'`),
    )
  })
})

describe("psql's settings", () => {
  test('have the values that Plinth lives by', async () => {
    expect(await offline('select :AUTOCOMMIT, :ON_ERROR_STOP, :ON_ERROR_ROLLBACK, :SINGLELINE;')).toEqual([
      'select on, on, off, off',
    ])
    expect(await offline('\\if :ON_ERROR_STOP\nselect 1;\n\\else\nselect 2;\n\\endif')).toEqual(['select 1'])
  })

  test('can be kept and put back', async () => {
    const script = '\\set kept :QUIET\n\\set QUIET\nselect :QUIET;\n\\set QUIET :kept\nselect :QUIET;'
    expect(await offline(script)).toEqual(['select on', 'select off'])
  })

  test('what was given from outside comes first', async () => {
    const variables = new Map([['VERBOSITY', 'terse']])
    expect(await textsOf('select :VERBOSITY;', { variables })).toEqual(['select terse'])
  })
})

describe('what cannot be known is refused, with the place', () => {
  const uses = ['\\if :ERROR', '\\echo a :ROW_COUNT', "select :'SQLSTATE';", 'select :{?LAST_ERROR_MESSAGE};']
  test.each(uses)('what psql sets after each statement: %s', async (use) => {
    const error = await refusal(`select 1;\n\n  ${use}\n`, [], { variables: connection })
    expect(error).toMatchObject({ code: 'E_SCRIPT', place: { file: 'init.sql', line: 3 } })
    expect(error.message).toMatch(/^the script uses the variable \w+, which psql sets after each statement$/)
  })

  test('also when the script set it: psql would have set it again', async () => {
    const error = await refusal('\\set ERROR false\nselect 1;\n\\if :ERROR\n', [], { variables: connection })
    expect(error.message).toContain('the variable ERROR')
  })

  test('in the value of a variable', async () => {
    const error = await refusal('select 1,\n :x;', [], { variables: new Map([['x', ':ROW_COUNT']]) })
    expect(error).toMatchObject({ place: { line: 2, column: 2 } })
  })

  test('the version of psql, unless it is given', async () => {
    for (const name of ['VERSION', 'VERSION_NAME', 'VERSION_NUM']) {
      const error = await refusal(`\\if :{?${name}}\n`, [], { variables: connection })
      expect(error.message).toBe(`the script uses the variable ${name}, which is the version of psql`)
      expect(error.hint).toContain(`--set ${name}=`)
      const variables = new Map([[name, '170000']])
      expect(await textsOf(`select :${name};`, { variables })).toEqual(['select 170000'])
    }
  })

  test('but not where nobody asks: in a branch that does not run, in quotes, without variables', async () => {
    expect(
      await connected("\\if false\n\\if :ERROR\nselect :ERROR;\n\\endif\n\\endif\nselect ':ERROR';"),
    ).toEqual(["select ':ERROR'"])
    expect(await readAll('select :ERROR;')).toHaveLength(1)
  })
})
