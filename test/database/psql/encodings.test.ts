import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toUtf8 } from '../../../src/psql/character-set.ts'
import { findEncoding } from '../../../src/psql/encodings.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'

/**
 * Every code of every encoding against the tables of the server. The server must have each character that the reader makes, and
 * the same one, but for the codes that are listed: there PostgreSQL has none, or none that can be told apart.
 */
const at = { file: 'x', offset: 0, line: 1, column: 1 }
const oneByte =
  'LATIN1 LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 ISO_8859_5 ISO_8859_6 ISO_8859_7 ISO_8859_8 KOI8R ' +
  'KOI8U WIN866 WIN874 WIN1250 WIN1251 WIN1252 WIN1253 WIN1254 WIN1255 WIN1256 WIN1257 WIN1258'
const twoBytes = 'SJIS EUC_JP EUC_KR EUC_CN UHC GBK GB18030 BIG5'

/** Codes that PostgreSQL turns into U+FFFD: the reader has the character that Unicode gives. */
const lost = new Set(['a15a', 'a1c3', 'a1c5', 'a1fe', 'a240', 'a2cc', 'a2ce'])

describe('every code stands for the character of the server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await (await testServer()).createDatabase()
    await database.query(`create function decoded(code text, name text) returns text language plpgsql as $$
      begin return convert_from(decode(code, 'hex'), name); exception when others then return null; end $$`)
  })
  afterAll(async () => database?.drop())

  async function differences(name: string, codes: readonly string[]): Promise<string[]> {
    const list = codes.map((code) => `('${code}')`).join(',')
    const rows = await database.query(
      `select code, decoded(code, '${name}') as text from (values ${list}) as c (code)`,
    )
    const set = findEncoding(name, at)!
    return rows.flatMap(({ code, text }) => {
      const ours = toUtf8(set, Buffer.from(code as string, 'hex'), 'at the end').bytes.toString()
      const isMissing = text === null || (name === 'BIG5' && lost.has(code as string))
      return isMissing || ours === text ? [] : [`${code as string}: ${text as string}, not ${ours}`]
    })
  }

  for (const name of oneByte.split(' ')) {
    test(name, async () => {
      const codes = Array.from({ length: 128 }, (_, i) => (i + 128).toString(16))
      expect(await differences(name, codes)).toEqual([])
      const set = findEncoding(name, at)!
      const unknown = codes.filter(
        (code) => toUtf8(set, Buffer.from(code, 'hex'), 'at the end').bytes[0] === 0xff,
      )
      const rows = await database.query(
        `select code from unnest('{${codes.join(',')}}'::text[]) as code where decoded(code, '${name}') is null`,
      )
      expect(unknown).toEqual(rows.map(({ code }) => code))
    })
  }

  for (const name of twoBytes.split(' ')) {
    test(name, async () => {
      const codes: string[] = []
      for (let first = 0x81; first < 0xff; first++) {
        for (let second = 0x40; second < 0xff; second++) codes.push(first.toString(16) + second.toString(16))
      }
      expect(await differences(name, codes)).toEqual([])
    })
  }
})
