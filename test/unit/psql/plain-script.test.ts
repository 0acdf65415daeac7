import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainScript } from '../../../src/psql/plain-script.ts'
import { readText } from '../../../src/psql/read-text.ts'
import { classifyStatement } from '../../../src/psql/transaction.ts'

const plain = [
  'CREATE TABLE t (id bigint PRIMARY KEY, at timestamptz DEFAULT now());\nALTER TABLE t ADD COLUMN note text;',
  "INSERT INTO t (name) VALUES ('it''s; here'), ('b')",
  '-- a comment; with a semicolon\nDROP TABLE "odd;name";\n-- and one at the end',
  'create unique index t_name on t (lower(name), ((a + (b - 1)) / 2));',
  "update t set a = b::text where c - 1 > -2; delete from t where d = 'x'",
]

const notPlain = [
  ['', 'nothing'],
  ['-- nothing', 'a comment only'],
  ["INSERT INTO t VALUES (E'a\\';b')", 'a backslash'],
  ["INSERT INTO t VALUES ('a\\')", 'a backslash that means nothing'],
  ["INSERT INTO t VALUES (U&'a')", 'a string with a prefix'],
  ['INSERT INTO t VALUES ($$;$$)', 'dollar quotes'],
  ['INSERT INTO t VALUES (:x)', 'a variable'],
  ['CREATE TABLE t (id int /* ; */)', 'a comment in a statement'],
  ['CREATE TABLE t (id int -- ;\n)', 'another'],
  ['CREATE TABLE t (id int', 'a parenthesis that is open'],
  ['CREATE TABLE t (id int))', 'one too many'],
  ['CREATE INDEX CONCURRENTLY i ON t (a)', 'what refuses a transaction'],
  ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'another'],
  ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END', 'a body'],
  ['BEGIN; CREATE TABLE t (id int);', 'transaction control'],
  ["SET client_encoding = 'LATIN1'", 'a setting'],
  ['COPY t FROM stdin;\n1\n\\.\n', 'rows'],
  [`INSERT INTO t VALUES ('${'x'.repeat(20_000)}')`, 'much'],
] as const

describe('a plain script', () => {
  it.each(plain)('is %s', (text) => expect(isPlainScript(text)).toBe(true))
  it.each(notPlain)('is not %s: %s', (text) => expect(isPlainScript(text)).toBe(false))

  it('has statements, all of them plain, that need no more than a reading without waiting', () => {
    const statements = [
      'create table t |insert into t |alter table t |drop view v|update t set a = 1 |set x = 1|commit|end',
      'begin atomic|detach partition p concurrently|create index i on t (a)|copy t from stdin;',
    ]
    const marks =
      "' \" $ $$ \\ : :: :a ; ;\n ( ) -- /* */ \n - a e e' '' 'b' (a) ((b)) é -- c\n / 1 \\gset".split(' ')
    const words = [...statements.flatMap((line) => line.split('|')), ...marks, ' ']
    const script = fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join(''))
    let met = 0
    fc.assert(
      fc.property(script, (text) => {
        if (!isPlainScript(text)) return
        met += 1
        const items = readText(text, { file: 'm.sql' })
        expect(items?.length).toBeGreaterThan(0)
        for (const item of items ?? []) {
          expect(item.kind).toBe('statement')
          if (item.kind === 'statement') expect(classifyStatement(item.text)).toBe('plain')
        }
      }),
      { numRuns: 20_000 },
    )
    expect(met).toBeGreaterThan(100)
  })

  it.each(['(', '(a', "'", "' '", '"', "('')", '((a)', '(a)(', '-', '/'])(
    'is told in linear time, also of many %s',
    (piece) => {
      // Were it exponential, this would not end.
      expect(isPlainScript(`insert into t ${piece.repeat(16_000).slice(0, 16_000)}(`)).toBe(false)
    },
  )
})
