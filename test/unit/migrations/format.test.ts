import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import type { MigrationParts } from '../../../src/migrations/migration.ts'
import { parseMigration } from '../../../src/migrations/parse-migration.ts'
import { partsOf, printMigration } from '../../../src/migrations/print-migration.ts'
import { revisionId } from '../../../src/revision/revision.ts'

const example = `-- Add user last_login column
--
-- revision: abc123def456
-- revises: def456abc123
-- created: 2026-11-21T08:30:00Z

-- plinth: upgrade
ALTER TABLE users ADD COLUMN last_login timestamptz;

-- plinth: downgrade
ALTER TABLE users DROP COLUMN last_login;
`

const baseline = `-- Baseline: the schema of sql/init.sql
--
-- revision: 3f1c9a7be204
-- revises:
-- created: 2026-01-05T09:00:00Z
-- init: ../sql/init.sql

-- plinth: upgrade

-- plinth: downgrade
-- plinth: irreversible "the baseline is undone by dropping the database"
`

/** `line:column code message`, hint below. */
function errorOf(text: string): string {
  try {
    parseMigration(text, 'm.sql')
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    const at = error.place ? `${String(error.place.line)}:${String(error.place.column)} ` : ''
    return [`${at}${error.code} ${error.message}`, error.hint].filter(Boolean).join('\n')
  }
  return 'no error'
}

const withHeader = (body: string) => `-- revision: abc1\n-- revises:\n\n${body}`

describe('the format', () => {
  it('reads the example of the design', () => {
    expect(parseMigration(example, 'm.sql')).toEqual({
      id: 'abc123def456',
      downRevisions: ['def456abc123'],
      dependsOn: [],
      labels: [],
      message: 'Add user last_login column',
      created: '2026-11-21T08:30:00Z',
      replaces: [],
      init: undefined,
      upgrade: {
        sql: 'ALTER TABLE users ADD COLUMN last_login timestamptz;',
        line: 8,
        transactional: true,
        irreversible: undefined,
      },
      downgrade: {
        sql: 'ALTER TABLE users DROP COLUMN last_login;',
        line: 11,
        transactional: true,
        irreversible: undefined,
      },
    })
  })

  it.each([
    ['the example', example],
    ['a baseline', baseline],
  ])('prints %s as it was', (_, text) => {
    expect(printMigration(parseMigration(text, 'm.sql'))).toBe(text)
  })

  it('reads a baseline', () => {
    expect(parseMigration(baseline, 'm.sql')).toMatchObject({
      downRevisions: [],
      init: '../sql/init.sql',
      upgrade: { sql: '' },
      downgrade: { sql: '', irreversible: 'the baseline is undone by dropping the database' },
    })
  })

  it('reads every field, and lists', () => {
    const text = `-- Merge\n--\n-- Two branches met.\n\n-- revision: m1\n-- revises: a, b\n-- depends on: c\n-- label: web\n-- replaces: x,y\n-- plinth: upgrade\n`
    expect(parseMigration(text, 'm.sql')).toMatchObject({
      message: 'Merge\n\nTwo branches met.',
      downRevisions: ['a', 'b'],
      dependsOn: ['c'],
      labels: ['web'],
      replaces: ['x', 'y'],
      downgrade: undefined,
    })
  })

  it('reads a message with a colon, and a file without message', () => {
    const text = withHeader('-- plinth: upgrade\n')
    expect(parseMigration(text, 'm.sql').message).toBe('')
    expect(parseMigration(`-- Fix: users\n${text}`, 'm.sql').message).toBe('Fix: users')
  })

  it('reads BOM and CRLF as if they were not there', () => {
    const windows = `\uFEFF${example.replaceAll('\n', '\r\n')}`
    expect(parseMigration(windows, 'm.sql')).toEqual(parseMigration(example, 'm.sql'))
  })

  it('knows no-transaction, also below a blank line, and the line of the first statement', () => {
    const text = withHeader(
      '-- plinth: upgrade\n\n-- plinth: no-transaction\n\n  CREATE INDEX CONCURRENTLY i ON t (a);\n\n\n-- plinth: downgrade\nDROP INDEX i;\n',
    )
    expect(parseMigration(text, 'm.sql')).toMatchObject({
      upgrade: { sql: '  CREATE INDEX CONCURRENTLY i ON t (a);', line: 8, transactional: false },
      downgrade: { sql: 'DROP INDEX i;', line: 12, transactional: true },
    })
  })

  it('leaves indented and other comments alone', () => {
    const text = withHeader(
      '-- plinth: upgrade\n-- note: plinth: downgrade\n  -- plinth: downgrade\nSELECT 1;',
    )
    expect(parseMigration(text, 'm.sql').upgrade.sql).toBe(
      '-- note: plinth: downgrade\n  -- plinth: downgrade\nSELECT 1;',
    )
  })
})

describe('the format refuses', () => {
  const up = '-- plinth: upgrade\n'
  it.each([
    [
      'an empty file',
      '',
      '1:1 E_MIGRATION_FORMAT the header has no revision\nA migration begins with comment lines',
    ],
    ['no revision', `-- Message\n-- revises: a\n${up}`, '2:1 E_MIGRATION_FORMAT the header has no revision'],
    ['an empty revision', `-- revision:\n${up}`, '1:1 E_MIGRATION_FORMAT the header has no revision'],
    [
      'a misspelt revision',
      `-- revison: a\n${up}`,
      '1:4 E_MIGRATION_FORMAT there is no header field "revison"\nDid you mean "revision"?',
    ],
    [
      'a misspelt first field',
      `-- Message\n-- revizes: b\n-- revision: a\n${up}`,
      '2:4 E_MIGRATION_FORMAT there is no header field "revizes"\nDid you mean "revises"?',
    ],
    [
      'an unknown field',
      `-- revision: a\n-- depends: b\n${up}`,
      '2:4 E_MIGRATION_FORMAT there is no header field "depends"',
    ],
    [
      'a comment among the fields',
      `-- revision: a\n-- hello\n${up}`,
      '2:1 E_MIGRATION_FORMAT this line of the header is not a field',
    ],
    [
      'a field in capitals',
      `-- revision: a\n-- Revises: b\n${up}`,
      '2:4 E_MIGRATION_FORMAT there is no header field "Revises"\nDid you mean "revises"?',
    ],
    [
      'a repeated field',
      `-- revision: a\n-- revision: b\n${up}`,
      '2:4 E_MIGRATION_FORMAT the header field "revision" is given twice',
    ],
    ['two revisions', `-- revision: a, b\n${up}`, '1:14 E_MIGRATION_FORMAT a migration has one revision'],
    [
      'a bad id',
      `-- revision: a\n-- revises: b c\n${up}`,
      '2:13 E_MIGRATION_FORMAT "b c" cannot be the name of a revision',
    ],
    [
      'a parent twice',
      `-- revision: a\n-- revises: b, b\n${up}`,
      '2:13 E_MIGRATION_FORMAT "revises" names "b" twice',
    ],
    [
      'a bad time',
      `-- revision: a\n-- created: yesterday\n${up}`,
      '2:13 E_MIGRATION_FORMAT "created: yesterday" is not a time',
    ],
    [
      'SQL first',
      `-- revision: a\n  SELECT 1;\n${up}`,
      '2:3 E_MIGRATION_FORMAT only "--" comments may stand before "-- plinth: upgrade"',
    ],
    ['no upgrade', '-- revision: a\n', '2:1 E_MIGRATION_FORMAT the upgrade section is missing'],
    [
      'only a downgrade',
      '-- revision: a\n-- plinth: downgrade\n',
      '2:1 E_MIGRATION_FORMAT the upgrade section is missing',
    ],
    [
      'an unknown directive',
      withHeader('-- plinth: upgrad\n'),
      '4:12 E_MIGRATION_FORMAT there is no directive "upgrad"\nDid you mean "upgrade"?',
    ],
    [
      'a directive in capitals',
      withHeader(`${up}-- Plinth: downgrade\n`),
      '5:1 E_MIGRATION_FORMAT this looks like a directive but is not written as one',
    ],
    [
      'a directive without spaces',
      withHeader(`${up}--plinth:downgrade\n`),
      '5:1 E_MIGRATION_FORMAT this looks like a directive',
    ],
    [
      'words after a directive',
      withHeader('-- plinth: upgrade now\n'),
      '4:20 E_MIGRATION_FORMAT the directive "upgrade" takes nothing after it',
    ],
    ['a second upgrade', withHeader(up + up), '5:12 E_MIGRATION_FORMAT a second section "upgrade"'],
    [
      'a second downgrade',
      withHeader(`${up}-- plinth: downgrade\n-- plinth: downgrade\n`),
      '6:12 E_MIGRATION_FORMAT a second section "downgrade"',
    ],
    [
      'no-transaction first',
      withHeader(`-- plinth: no-transaction\n${up}`),
      '4:12 E_MIGRATION_FORMAT "no-transaction" must stand in a section',
    ],
    [
      'no-transaction below SQL',
      withHeader(`${up}SELECT 1;\n-- plinth: no-transaction\n`),
      '6:12 E_MIGRATION_FORMAT "no-transaction" must stand directly under its section\nMove it',
    ],
    [
      'no-transaction twice',
      withHeader(`${up}-- plinth: no-transaction\n-- plinth: no-transaction\n`),
      '6:12 E_MIGRATION_FORMAT "no-transaction" is given twice',
    ],
    [
      'irreversible without why',
      withHeader(`${up}-- plinth: downgrade\n-- plinth: irreversible\n`),
      '6:12 E_MIGRATION_FORMAT the directive "irreversible" needs the reason in double quotes',
    ],
    [
      'an irreversible upgrade',
      withHeader(`${up}-- plinth: irreversible "x"\n`),
      '5:12 E_MIGRATION_FORMAT "irreversible" belongs in the downgrade section',
    ],
    [
      'irreversible with SQL',
      withHeader(`${up}-- plinth: downgrade\n-- plinth: irreversible "x"\nDROP TABLE t;\n`),
      '7:1 E_MIGRATION_FORMAT the downgrade is irreversible but has statements',
    ],
    [
      'a baseline with SQL',
      `-- revision: a\n-- init: i.sql\n${up}-- comment\nSELECT 1;\n`,
      '5:1 E_MIGRATION_FORMAT the upgrade of a baseline is the init script',
    ],
    [
      'a baseline with a parent',
      `-- revision: a\n-- revises: b\n-- init: i.sql\n${up}`,
      '3:4 E_MIGRATION_FORMAT a baseline cannot revise another revision',
    ],
  ])('%s', (_, text, expected) => {
    expect(errorOf(text)).toContain(expected)
  })

  it('with the lines around the place', () => {
    try {
      parseMigration(withHeader('-- plinth: upgrad\nSELECT 1;'), 'dir/m.sql')
      expect.unreachable()
    } catch (error) {
      expect((error as PlinthError).place).toEqual({
        file: 'dir/m.sql',
        line: 4,
        column: 12,
        frame: '  2 | -- revises:\n  3 |\n> 4 | -- plinth: upgrad\n  5 | SELECT 1;',
      })
    }
  })
})

const anyId = fc.stringMatching(/^[a-z0-9]{5,12}$/).map(revisionId)
const anyIds = fc.uniqueArray(anyId, { maxLength: 3 })
const orUndefined = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
/** Lines as people write them, some of them near to directives and fields. */
const anyLine = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0\uFEFF]/g, '')),
  fc.constantFrom(
    '',
    '  ',
    'SELECT 1;',
    '-- plinth',
    '  -- plinth: upgrade',
    "'-- plinth: x",
    '$$',
    '\\.',
    '-- revision: a',
  ),
)
const anySql = fc
  .array(anyLine, { maxLength: 6 })
  .map((lines) =>
    lines
      .join('\n')
      .replace(/^(?:\s*\n)+/, '')
      .trimEnd(),
  )
  .filter((sql) => !/^--\s*plinth\s*:/im.test(sql))
const anyMessage = fc
  .array(fc.stringMatching(/^[A-Za-z0-9"'()äß]{1,9}( [A-Za-z0-9:;"'()äß]{1,9}){0,4}$/), { maxLength: 3 })
  .map((lines) => lines.join('\n'))
  .filter((message) => !/^[A-Za-z _-]*:/m.test(message))
const anyCreated = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2999-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

const anyParts: fc.Arbitrary<MigrationParts> = fc.record({
  id: anyId,
  downRevisions: anyIds,
  dependsOn: anyIds,
  labels: anyIds,
  message: anyMessage,
  created: orUndefined(anyCreated),
  replaces: anyIds,
  init: fc.constant(undefined),
  upgrade: fc.record({ sql: anySql, transactional: fc.boolean(), irreversible: fc.constant(undefined) }),
  downgrade: orUndefined(
    fc.oneof(
      fc.record({ sql: anySql, transactional: fc.boolean(), irreversible: fc.constant(undefined) }),
      fc.record({
        sql: fc.constantFrom('', '-- only a comment'),
        transactional: fc.boolean(),
        irreversible: fc.stringMatching(/^\S[ -~ä]{0,20}$/),
      }),
    ),
  ),
})

describe('the law of the format', () => {
  it('parse(print(x)) = x', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const text = printMigration(parts)
        const parsed = parseMigration(text, 'm.sql')
        expect(partsOf(parsed)).toEqual(parts)
        expect(printMigration(parsed)).toBe(text)
      }),
    )
  })

  it('the line of a section is where its SQL begins', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const text = printMigration(parts)
        const { upgrade } = parseMigration(text, 'm.sql')
        const there = text
          .split('\n')
          .slice(upgrade.line - 1)
          .join('\n')
        expect(there.startsWith(upgrade.sql)).toBe(true)
      }),
    )
  })

  it('any text is parsed or refused with E_MIGRATION_FORMAT', () => {
    const anyText = fc.array(
      fc.oneof(
        anyLine,
        fc.constantFrom(
          '-- revision: a',
          '-- revises:',
          '-- plinth: upgrade',
          '-- plinth: downgrade',
          '-- plinth: x',
        ),
      ),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(anyText, (lines) => {
        const said = errorOf(lines.join('\n'))
        expect(said === 'no error' || /^\d+:\d+ E_MIGRATION_FORMAT /.test(said)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('what cannot be read back is not printed', () => {
    const parts = partsOf(parseMigration(example, 'm.sql'))
    const refused = (changes: Partial<MigrationParts>) => () => printMigration({ ...parts, ...changes })
    expect(refused({ message: 'label: web' })).toThrow('would not read back as it is: labels, message')
    expect(refused({ message: 'revision: web' })).toThrow('the header field "revision" is given twice')
    expect(refused({ message: ' padded' })).toThrow('would not read back as it is: message')
    expect(refused({ upgrade: { ...parts.upgrade, sql: 'a;\n-- plinth: downgrade' } })).toThrow(
      'a second section',
    )
    expect(refused({ upgrade: { ...parts.upgrade, sql: 'a;\n' } })).toThrow(
      'would not read back as it is: upgrade',
    )
  })
})
