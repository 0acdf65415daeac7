import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { located, unitOf } from '../../../src/apply/place.ts'
import type { ServerFacts } from '../../../src/apply/place-body.ts'
import { PlinthError } from '../../../src/errors.ts'

/** An error of the server that tells these facts. */
function told(facts: ServerFacts, message = 'no'): PlinthError {
  return Object.assign(new PlinthError('E_SQL', message, { sqlState: 'XX000' }), facts)
}

function place(text: string, facts: ServerFacts, { line = 1, column = 1 } = {}) {
  const error = located(told(facts), { text, at: { file: 'f.sql', line, column } }) as PlinthError
  return error.place!
}

const lineAndColumn = (text: string, facts: ServerFacts) => {
  const { line, column } = place(text, facts)
  return `${line}:${column}`
}

describe('a position', () => {
  const character = fc.constantFrom('a', ' ', '\t', '\n', '\r', 'ä', '漢', '𝒳', '👍🏽', '\u0301')
  const texts = fc.array(character, { minLength: 1, maxLength: 60 }).map((parts) => `s${parts.join('')}`)

  it('is counted in characters, and lines end with a line feed', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(9), fc.nat(9), (text, index, line, column) => {
        const characters = [...text]
        const position = (index % characters.length) + 1
        const before = characters
          .slice(0, position - 1)
          .join('')
          .split('\n')
        const last = [...(before.at(-1) ?? '')].length
        const found = place(text, { position }, { line: line + 1, column: column + 1 })
        expect([found.line, found.column]).toEqual([
          line + before.length,
          last + (before.length === 1 ? column : 0) + 1,
        ])
        expect(text.slice(0, unitOf(text, position))).toBe(before.join('\n'))
      }),
    )
  })

  it('puts the caret of the frame below its character', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, index) => {
        const position = (index % [...text].length) + 1
        const frame = place(text, { position }).frame?.split('\n') ?? []
        const at = frame.findIndex((line) => line.startsWith('>'))
        expect(frame[at + 1]).toMatch(/^ +\| [ \t]*\^$/)
        expect(frame.length).toBeLessThanOrEqual(4)
        expect(frame.length).toBe(Math.min(3, text.split('\n').length) + 1)
      }),
    )
  })

  it('behind the end is at the end', () => {
    expect(lineAndColumn('select (1', { position: 10 })).toBe('1:10')
    const item = { text: 'select (1', at: { file: 'f.sql', line: 1, column: 1 } }
    expect((located(told({}), item, 12) as PlinthError).place).toMatchObject({ line: 1, column: 10 })
  })

  it('of another text is none', () => {
    expect(lineAndColumn('execute p', { position: 22 })).toBe('1:1')
  })
})

describe('the frame', () => {
  const frame = (text: string, unit: number, column = 1) =>
    (located(told({}), { text, at: { file: 'f.sql', line: 9, column } }, unit) as PlinthError).place?.frame

  it.each<[string, string, number, string]>([
    ['one line', 'select x', 7, '> 9 | select x\n    |        ^'],
    ['the first', 'a\nb\nc\nd', 0, '>  9 | a\n     | ^\n  10 | b\n  11 | c'],
    ['in the middle', 'a\nb\nc\nd', 4, '  10 | b\n> 11 | c\n     | ^\n  12 | d'],
    ['the last', 'a\nb\nc\nd', 6, '  10 | b\n  11 | c\n> 12 | d\n     | ^'],
    ['empty lines', 'a\n\n\nd', 4, '  10 |\n  11 |\n> 12 | d\n     | ^'],
    ['tabs', '\tselect\tx', 8, '> 9 | \tselect\tx\n    | \t      \t^'],
    ['wide characters', "'漢字👍', x", 8, "> 9 | '漢字👍', x\n    |           ^"],
    ['combining characters', "'a\u0301', x", 6, "> 9 | 'a\u0301', x\n    |      ^"],
    ['carriage returns', 'a,\r\nx,\r\nb', 4, '   9 | a,\n> 10 | x,\n     | ^\n  11 | b'],
    ['terminal escapes', "'\u001b[31m', x\u009b", 9, "> 9 | '[31m', x\n    |         ^"],
  ])('%s', (_, text, unit, expected) => {
    expect(frame(text, unit)).toBe(expected)
  })

  it('leaves room for what stands before the statement, up to a measure', () => {
    expect(frame('select x', 7, 11)).toBe('> 9 |           select x\n    |                  ^')
    expect(frame('select x', 7, 1e9)).toBe('> 9 | … select x\n    |          ^')
  })

  it('cuts a long line around the place, and never a character in two', () => {
    for (const filler of ['x', '𝒳', '漢']) {
      for (const length of [0, 100, 119, 120, 121, 160, 161, 1000]) {
        const text = `select '${filler.repeat(length)}', absent, '${filler.repeat(1000)}'\n${'y'.repeat(999)}`
        const [line = '', , next = ''] = frame(text, text.indexOf('absent'))?.split('\n') ?? []
        expect(line).toContain('absent')
        expect(line).toMatch(/…$/)
        expect(line).not.toMatch(/\p{Surrogate}/u)
        expect(line.length).toBeLessThan(172)
        expect(next.length).toBeLessThan(172)
      }
    }
  })

  it.each([
    ['one line', (size: number) => `select '${'x'.repeat(size)}', absent`],
    ['short lines', (size: number) => `select ${'1,\n'.repeat(size / 3)} absent`],
    ['characters of four bytes', (size: number) => `select '${'𝒳'.repeat(size / 4)}', absent`],
  ])('of thirty megabytes, %s', (_, make) => {
    const text = make(30e6)
    const units = text.length - 'absent'.length
    const pairs = text.includes('𝒳') ? 30e6 / 4 : 0
    const found = place(text, { position: units - pairs + 1 })
    expect(found.frame).toMatch(/absent\n +\| .*\^$/)
    expect(found.line).toBe(text.includes('\n') ? Math.floor(30e6 / 3) + 1 : 1)
  })
})

describe('a context in the language of the server', () => {
  const block = "do $$\nbegin\n  perform 1; raise exception 'no';\nend $$"

  it.each([
    'PL/pgSQL function inline_code_block line 3 at RAISE',
    'PL/pgSQL-Funktion inline_code_block Zeile 3 bei RAISE',
    'fonction PL/pgSQL inline_code_block, ligne 3 à RAISE',
    'función PL/pgSQL inline_code_block en la línea 3 en RAISE',
    'PL/pgSQL関数inline_code_blockの3行目 - RAISE',
    '在第3行的PL/pgSQL函数inline_code_block，RAISE',
    'PL/pgSQL 함수 "inline_code_block" 의 3번째 RAISE',
    'функция PL/pgSQL inline_code_block, строка 3, оператор RAISE',
    'PL/pgSQL function f2(integer) line 77 at RAISE\nSQL statement "SELECT f2(1)"\nPL/pgSQL function inline_code_block line 3 at RAISE',
  ])('%s', (where) => {
    expect(lineAndColumn(block, { where })).toBe('3:14')
  })

  it.each([
    ['no number', 'PL/pgSQL function inline_code_block during function entry'],
    ['no such line', 'PL/pgSQL function inline_code_block line 9 at RAISE'],
    ['another language', 'PL/Python anonymous code block'],
    ['not the outermost', 'PL/pgSQL function inline_code_block line 3 at RAISE\nsomething else'],
  ])('that does not tell the line: %s', (_, where) => {
    expect(lineAndColumn(block, { where })).toBe('1:1')
  })

  it('is of use only for the block that is run', () => {
    const where = 'PL/pgSQL function inline_code_block line 3 at RAISE'
    expect(lineAndColumn("select f('\n\n\n')", { where })).toBe('1:1')
  })

  it.each([
    ['without a keyword, the first word of the line', 'line 3 at assignment', '3:3'],
    ['a keyword that is not there', 'line 3 at EXECUTE', '3:3'],
  ])('%s', (_, call, expected) => {
    expect(lineAndColumn(block, { where: `PL/pgSQL function inline_code_block ${call}` })).toBe(expected)
  })

  it('finds the query of „SQL-Anweisung“', () => {
    const text = 'do $$\nbegin\n  x := 1; insert into t values (1);\nend $$'
    const where =
      'SQL-Anweisung »insert into t values (1)«\nPL/pgSQL-Funktion inline_code_block Zeile 3 bei SQL-Anweisung'
    expect(lineAndColumn(text, { where })).toBe('3:11')
  })

  it('finds a query of several lines below another, with quotes in it', () => {
    const text = 'do $$\nbegin\n  x := 1; insert into "t"\n  values ("f"(1));\nend $$'
    const where = `PL/pgSQL function f(integer) line 3 at SQL statement
SQL statement "insert into "a" values (1)"
PL/pgSQL function g(integer) line 2 at PERFORM
SQL statement "insert into "t"
  values ("f"(1))"
PL/pgSQL function inline_code_block line 3 at SQL statement`
    expect(lineAndColumn(text, { where })).toBe('3:11')
  })

  it('tells the line of a function that does not compile', () => {
    const text =
      "create function f2(x text default '\n\n') returns int language plpgsql as '\ndeclare\n x absent%rowtype;\nbegin\nend'"
    for (const where of ['compilation of PL/pgSQL function "f2" near line 3', '"f2" 3 行目付近のコンパイル'])
      expect(lineAndColumn(text, { where })).toBe('5:2')
  })
})

describe('a query in a block', () => {
  const where = (line: number, at = 'SQL statement') =>
    `PL/pgSQL function inline_code_block line ${line} at ${at}`

  it('of which more stand there is the one from the line on', () => {
    const text = 'do $$\nbegin\n  select a from t;\n  perform 1; select a from t;\nend $$'
    const facts = { internalQuery: 'select a from t', internalPosition: 8 }
    expect(lineAndColumn(text, { ...facts, where: where(3) })).toBe('3:10')
    expect(lineAndColumn(text, { ...facts, where: where(4) })).toBe('4:21')
  })

  it('that is no whole word is not it', () => {
    const text = 'do $$\nbegin\n  if absent_too and not_absent and absent then null; end if;\nend $$'
    expect(lineAndColumn(text, { internalQuery: 'absent', internalPosition: 1, where: where(3, 'IF') })).toBe(
      '3:36',
    )
  })

  it('made at run time is sought in its EXECUTE only', () => {
    const text = 'do $$\nbegin\n  execute q; perform 1;\n  select absent;\nend $$'
    const error = located(
      told({ internalQuery: 'select absent', internalPosition: 8, where: where(3, 'EXECUTE') }),
      { text, at: { file: 'f.sql', line: 1, column: 1 } },
    ) as PlinthError
    expect(error.place).toMatchObject({ line: 3, column: 3 })
    expect(error.detail).toBe('in the query\n> 1 | select absent\n    |        ^')
  })

  it('is shown when a function ran it', () => {
    const error = located(
      told({
        internalQuery: 'SELECT\r\n\u001babsent',
        internalPosition: 10,
        where: 'PL/pgSQL function f() line 3',
      }),
      { text: 'select f()', at: { file: 'f.sql', line: 1, column: 1 } },
    ) as PlinthError
    expect(error.detail).toBe('in the query\n  1 | SELECT\n> 2 | absent\n    | ^')
  })

  it('that makes a function has its position in the block', () => {
    const text =
      "do $$\nbegin\n  perform 'a long line before it ........................................................';\n  create function f() returns int language plpgsql as 'begin\n  retrn 1; end';\nend $$"
    const internalQuery = text.slice(text.indexOf('create'), text.indexOf("';\nend") + 1)
    const facts = { internalQuery, internalPosition: text.indexOf('retrn') + 1, where: where(4) }
    expect(lineAndColumn(text, facts)).toBe('5:3')
  })
})

describe('the row of a COPY', () => {
  const row = (text: string, where: string) => {
    const item = { text, at: { file: 'f.sql', line: 10, column: 1 } }
    return (located(told({ where }), item) as PlinthError).place?.line
  }

  it.each([
    'COPY t1, line 3, column b2: "x 9"',
    'COPY t1, Zeile 3, Spalte b2: »x 9«',
    't1 복사, 3번째 줄, b2 열: "x 9"',
    't1のCOPY、行 3、列 b2: "x 9"',
    'PL/pgSQL function tf() line 77 at RAISE\nSQL statement "insert into t1 values (66)"\nCOPY t1, line 3: "a\nCOPY t1, line 55"',
  ])('%s', (where) => {
    expect(row('copy "S 7".T1 (a,\n  b2) from stdin', where)).toBe(14)
  })

  it('begins where the reader says', () => {
    const at = { file: 'f.sql', line: 10, column: 1 }
    const item = { text: 'copy t from stdin', at, dataAt: { ...at, line: 20 } }
    expect((located(told({ where: 'COPY t, line 3' }), item) as PlinthError).place?.line).toBe(22)
  })

  it('is not known when the server does not say', () => {
    expect(row('copy t1 from stdin', 'COPY t1')).toBe(10)
    expect(row('copy t1 from stdin', 'something else')).toBe(10)
  })
})

it('a statement that would write where nothing may is located as well', () => {
  const error = new PlinthError('E_NOT_PRIMARY', 'no', { sqlState: '25006' })
  const item = { text: 'create table t ()', at: { file: 'f.sql', line: 7, column: 3 } }
  expect((located(error, item) as PlinthError).place).toMatchObject({ line: 7, column: 3 })
})

describe('an error that is not located', () => {
  const item = { text: 'select 1', at: { file: 'f.sql', line: 1, column: 1 } }

  it('is one of the connection, one that is located, and one of no server', () => {
    const errors = [
      new PlinthError('E_CONNECTION_LOST', 'lost'),
      new PlinthError('E_SQL', 'no', { place: { file: 'g.sql', line: 7, column: 7 } }),
      new Error('no'),
    ]
    for (const error of errors) expect(located(error, item)).toBe(error)
  })
})
