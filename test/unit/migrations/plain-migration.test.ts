import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import type { ParsedMigration } from '../../../src/migrations/migration.ts'
import { parseSource } from '../../../src/migrations/parse-migration.ts'
import { plainMigration, plainSections } from '../../../src/migrations/plain-migration.ts'
import { printMigration } from '../../../src/migrations/print-migration.ts'
import { sourceOf } from '../../../src/migrations/source-lines.ts'
import { revisionId } from '../../../src/revision/revision.ts'

const section = (sql: string) => ({ sql, transactional: true, irreversible: undefined })
const written = printMigration({
  id: revisionId('abc123def456'),
  downRevisions: [revisionId('def456abc123')],
  dependsOn: [],
  labels: [],
  replaces: [],
  message: 'Add a column',
  created: '2026-11-21T08:30:00Z',
  init: undefined,
  upgrade: section('ALTER TABLE users ADD COLUMN last_login timestamptz;'),
  downgrade: section('ALTER TABLE users DROP COLUMN last_login;'),
})

/** Lines that may make another form of it, or none. */
const lines = [
  ...written.split('\n'),
  '-- revises:',
  '-- revises: ',
  '-- revises: head',
  '-- revises: a, b',
  '-- revises:  a',
  '-- revision: base',
  '-- revision: -a',
  '-- created: 2026-13-01T00:00:00Z',
  '-- created: 2026-01-01',
  '-- Note: with a colon',
  '-- label: users',
  '-- plinth: no-transaction',
  '-- plinth: irreversible "why"',
  '--plinth: upgrade',
  '-- PLINTH : downgrade',
  '-- plinth: downgrade ',
  '-- a comment',
  '\u2028-- plinth: upgrade',
  '\r',
  '',
  '  ',
]

function fullReading(text: string): unknown {
  try {
    return parseSource(sourceOf(text, 'm.sql'))
  } catch (error) {
    if (error instanceof PlinthError) return error.message
    throw error
  }
}

function shortReading(text: string): ParsedMigration | undefined {
  const header = plainMigration(text)
  return header && { ...header, ...plainSections(text) }
}

it('reads what create writes', () => {
  expect(shortReading(written)).toEqual(parseSource(sourceOf(written, 'm.sql')))
  const first = written.replace('-- revises: def456abc123', '-- revises:')
  expect(plainMigration(first)?.downRevisions).toEqual([])
})

it('says the same as the reading line by line, or nothing', () => {
  const edit = fc.record({
    at: fc.nat({ max: written.split('\n').length }),
    removed: fc.nat({ max: 1 }),
    line: fc.constantFrom(...lines),
  })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), fc.boolean(), (edits, hasEnd) => {
      const edited = written.split('\n')
      for (const { at, removed, line } of edits) edited.splice(at, removed, line)
      const text = edited.join('\n') + (hasEnd ? '\n' : '')
      const plain = shortReading(sourceOf(text, 'm.sql').text)
      if (plain !== undefined) expect(plain).toEqual(fullReading(text))
    }),
    { numRuns: 5000 },
  )
})
