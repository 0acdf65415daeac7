import { describe, test } from 'vitest'
import { makeDatabase } from '../../support/project.ts'
import { queryOnce, type TestDatabase } from '../../support/server.ts'
import { expectRoundTrip, pgDumpMajor, serverUrl, versions } from './round-tripping.ts'

const western = `insert into t values ('é;', E'ü\\\\\\n'), ('¿ß', 'ÿ'); comment on table t is 'Ä;''Ö';
  create table "naïve" ("ÿ;" text default 'é');
  create function f() returns text language sql as $é$ select 'é' $é$;`
const japanese = `insert into t values ('日本語;', 'ソ表\\能'), ('カタカナ', '十'); comment on table t is '表;''ー';
  create table "表" ("ソ" text default '十');`

describe.skipIf(pgDumpMajor === undefined)(`a dump in another encoding, ${versions}`, () => {
  test.each([
    ['LATIN1', western],
    ['LATIN9', western],
    ['WIN1252', `${western} insert into t values ('€', '„“')`],
    ['KOI8R', "insert into t values ('Привет;', 'я\\')"],
    ['EUC_JP', japanese],
    ['SJIS', japanese],
    ['EUC_KR', "insert into t values ('한국어;', '표\\')"],
    ['UHC', "insert into t values ('한국어;', '똠')"],
    ['BIG5', "insert into t values ('許功蓋;', '中')"],
    ['GBK', "insert into t values ('中文;', '乗\\')"],
    ['GB18030', "insert into t values ('中文;', '😀')"],
    ['SQL_ASCII', western],
  ])('--encoding=%s', async (encoding, sql) => {
    const source = await makeDatabase()
    await source.query(`create table t (a text, b text); ${sql}`)
    await expectRoundTrip(source, [`--encoding=${encoding}`])
    await expectRoundTrip(source, [`--encoding=${encoding}`, '--inserts'])
  })

  test.each([
    ['LATIN1', western],
    ['EUC_JP', japanese],
    ['WIN1251', "insert into t values ('Привет;', 'я\\')"],
  ])('of a database in %s', async (encoding, sql) => {
    const source = await databaseIn(encoding)
    await source.query(`create table t (a text, b text); ${sql}`)
    await expectRoundTrip(source, [], { into: await databaseIn(encoding) })
    await expectRoundTrip(source, ['--encoding=UTF8'], { into: await databaseIn(encoding) })
  })
})

async function databaseIn(encoding: string): Promise<TestDatabase> {
  const database = await makeDatabase()
  await queryOnce(serverUrl, `drop database ${database.name}`)
  await queryOnce(
    serverUrl,
    `create database ${database.name} template template0 encoding '${encoding}' lc_collate 'C' lc_ctype 'C'`,
  )
  return database
}
