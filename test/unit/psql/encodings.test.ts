import { describe, expect, test } from 'vitest'
import { readAll, refusal, textsOf } from './reading.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('declared', () => {
  const cases: Record<string, readonly [script: Uint8Array, ...statements: string[]]> = {
    '\\encoding LATIN1': [latin1("\\encoding LATIN1\nselect '\xe9\x80';"), "select 'é\u0080'"],
    'names as PostgreSQL reads them': [latin1("\\encoding 'iso_8859-1'\nselect '\xe9';"), "select 'é'"],
    SET: [
      latin1("SET client_encoding = 'WIN1252';select '\x80';"),
      "(SET client_encoding = 'WIN1252')",
      "select '€'",
    ],
    'SET NAMES': [latin1("set names koi8r; select '\xc1';"), '(set names koi8r)', "select 'а'"],
    'with a comment': [
      latin1("set /* x */ client_encoding to latin2; select '\xb1';"),
      '(set /* x */ client_encoding to latin2)',
      "select 'ą'",
    ],
    'set_config, as pg_dump': [
      latin1("SELECT pg_catalog.set_config('client_encoding', 'LATIN9', false); select '\xa4';"),
      "(SELECT pg_catalog.set_config('client_encoding', 'LATIN9', false))",
      "select '€'",
    ],
    'back to UTF-8': [
      Buffer.concat([
        latin1("set client_encoding=latin1;select '\xe9';reset client_encoding;"),
        Buffer.from("select 'é';"),
      ]),
      '(set client_encoding=latin1)',
      "select 'é'",
      '(reset client_encoding)',
      "select 'é'",
    ],
    'RESET ALL resets other things too': [
      Buffer.concat([latin1('set client_encoding=latin1;reset all;'), Buffer.from("select 'é';")]),
      '(set client_encoding=latin1)',
      'reset all',
      "select 'é'",
    ],
    'UTF-8 and SQL_ASCII': [
      Buffer.from("set client_encoding='UTF8';select 'é';\n\\encoding SQL_ASCII\nselect 'é';"),
      "(set client_encoding='UTF8')",
      "select 'é'",
      "select 'é'",
    ],
    'bytes that look like quotes and backslashes': [
      Buffer.concat([
        Buffer.from('\\encoding SJIS\nselect '),
        Buffer.from([0x27, 0x95, 0x5c, 0x27, 0x3b, 0x20, 0x2d, 0x2d, 0x83, 0x5c, 0x0a]),
        Buffer.from('select E'),
        Buffer.from([0x27, 0x83, 0x5c, 0x27, 0x20, 0x61, 0x73, 0x20, 0x95, 0x5c, 0x3b]),
      ]),
      "select '表'",
      "select E'ソ' as 表",
    ],
    'GB18030 in four bytes': [
      Buffer.concat([
        Buffer.from("\\encoding GB18030\nselect '"),
        Buffer.from([0x94, 0x39, 0xda, 0x33, 0x81, 0x30, 0x81, 0x30]),
        Buffer.from("';"),
      ]),
      "select '💩\u0080'",
    ],
    UHC: [
      Buffer.concat([
        Buffer.from("\\encoding UHC\nselect '"),
        Buffer.from([0x81, 0x41, 0xb0, 0xa1]),
        Buffer.from("';"),
      ]),
      "select '갂가'",
    ],
    'rows are decoded too': [
      latin1('\\encoding LATIN1\ncopy t from stdin;\n\xe9\n\\.\nselect 1;'),
      `copy t from stdin <<< ${Buffer.from('é\n').toString('latin1')}`,
      'select 1',
    ],
    'rows with an encoding of their own are not': [
      latin1(
        "\\encoding LATIN1\ncopy t from stdin (encoding 'LATIN2'); select '\xe9';\n\xe9\n\\.\nselect '\xe9';",
      ),
      "copy t from stdin (encoding 'LATIN2') <<< \xe9\n",
      "select 'é'",
      "select 'é'",
    ],
    'in the midst of a statement': [
      latin1("select 'a'\n\\encoding LATIN1\n, '\xe9';"),
      "select 'a'\n\n, 'é'",
    ],
  }
  for (const [name, [script, ...statements]] of Object.entries(cases)) {
    test(name, async () => expect(await textsOf(script)).toEqual(statements))
  }

  test('however the script is cut', async () => {
    const [script] = cases['bytes that look like quotes and backslashes']!
    for (let size = 1; size < 60; size++) expect(await readAll(script, [size])).toEqual(await readAll(script))
  })

  test('places count the bytes of the file and its characters', async () => {
    const one = await readAll(latin1("\\encoding LATIN1\n-- \xe9\xe9\n '\xe9\xe9'; select 1;"))
    expect(one.map(({ at }) => at)).toEqual(['3:2@24', '3:8@30'])
    const two = Buffer.concat([
      Buffer.from("\\encoding SJIS\n'"),
      Buffer.from([0x95, 0x5c, 0xb1, 0x95, 0x5c]),
      Buffer.from("'; select 1;"),
    ])
    for (const sizes of [[], [1], [3]])
      expect((await readAll(two, sizes)).map(({ at }) => at)).toEqual(['2:1@15', '2:8@24'])
  })
})

describe('refused', () => {
  const cases: Record<string, readonly [script: Uint8Array, message: string, line: number]> = {
    'a byte without a character': [
      latin1("\\encoding WIN1252\nselect '\x81';"),
      'the script is not valid WIN1252: byte 0x81 at offset 26',
      2,
    ],
    'half a character': [
      latin1('\\encoding SJIS\nselect 1; -- \x95'),
      'the script is not valid SJIS: byte 0x95 at offset 28',
      2,
    ],
    'a row with a byte without a character': [
      latin1('\\encoding WIN1252\ncopy t from stdin;\na\n\x81\n\\.\n'),
      'the script is not valid WIN1252: byte 0x81 at offset 39',
      4,
    ],
    'an unknown encoding': [
      latin1('\\encoding KLINGON'),
      '"KLINGON" is no encoding that PostgreSQL knows',
      1,
    ],
    'an encoding without a table': [
      latin1('\nset names johab;'),
      'scripts in the encoding JOHAB cannot be read',
      2,
    ],
    'a value that is not written out': [
      latin1("select set_config('client_encoding', x, false) from y;"),
      'the statement sets client_encoding to a value that is not written out',
      1,
    ],
    'sent together with others': [
      latin1('select 1\\; set client_encoding = latin1;'),
      'a statement that sets client_encoding cannot be sent together with others by \\;',
      1,
    ],
    'LATIN1 that is not declared': [
      latin1("select '\xe9';"),
      'the script is not valid UTF-8: byte 0xE9 at offset 8',
      1,
    ],
  }
  for (const [name, [script, message, line]] of Object.entries(cases)) {
    for (const sizes of [[], [1]]) {
      test(`${name}, chunks ${sizes.join() || 'whole'}`, async () => {
        expect(await refusal(script, sizes)).toMatchObject({ code: 'E_SCRIPT', message, place: { line } })
      })
    }
  }
})

test('settings that only look like it', async () => {
  const script =
    "set names_of_x = 1; select 'set client_encoding'; create function f() set client_encoding = latin1; show client_encoding;"
  expect((await textsOf(script)).every((text) => !text.startsWith('('))).toBe(true)
})
