import { describe, expect, it } from 'vitest'
import type { Hazard } from '../../../src/schema/change/action.ts'
import type { ChangeStatement, SchemaChange } from '../../../src/schema/change/plan-change.ts'
import { renderSection } from '../../../src/schema/change/render-section.ts'
import { partsOfKey, titleOfKey } from '../../../src/schema/fact-title.ts'
import { keyOf } from '../../../src/schema/schema.ts'

const statement = (sql: string, ...hazards: readonly Hazard[]): ChangeStatement => ({
  sql,
  facts: [],
  hazards,
  transactional: true,
})
const change = (...statements: readonly ChangeStatement[]): SchemaChange => ({ statements, unplanned: [] })
const nothing = { first: [], last: [], perhaps: [] }

describe('a section of a migration that was written from a difference', () => {
  it('is empty where there is nothing to do', () => {
    expect(renderSection(change(), nothing)).toBe('')
  })

  it('says above a statement what it may cost, and keeps short ones together', () => {
    const made = renderSection(
      change(
        statement('CREATE SCHEMA a'),
        statement('CREATE SCHEMA b'),
        statement('CREATE TABLE a.t (\n    id bigint\n)'),
        statement('DROP TABLE b.t', { kind: 'data loss', text: 'the rows of b.t are lost' }),
        statement('DROP SCHEMA b'),
      ),
      nothing,
    )
    expect(made).toBe(
      [
        'CREATE SCHEMA a;\nCREATE SCHEMA b;',
        'CREATE TABLE a.t (\n    id bigint\n);',
        '-- Loses data: the rows of b.t are lost.\nDROP TABLE b.t;',
        'DROP SCHEMA b;',
      ].join('\n\n'),
    )
  })

  it('begins with renames, and tells of what may be one', () => {
    const made = renderSection(change(statement('DROP TABLE a')), {
      first: ['ALTER TABLE x RENAME TO y'],
      last: ['SELECT 1', 'SELECT 2'],
      perhaps: [{ from: 'public.a', to: 'public.b', sql: 'ALTER TABLE public.a RENAME TO b' }],
    })
    expect(made).toBe(
      [
        '-- Is public.b what public.a was? Then keep what it holds: instead of dropping the one and adding the other,',
        '--   ALTER TABLE public.a RENAME TO b;',
        '',
        'ALTER TABLE x RENAME TO y;',
        '',
        'DROP TABLE a;',
        '',
        'SELECT 1;',
        'SELECT 2;',
      ].join('\n'),
    )
  })

  it('names what is left to do, on one line whatever the name is', () => {
    const fact = keyOf('view', ['public', 'a\n-- plinth: downgrade'])
    const made = renderSection(
      { statements: [], unplanned: [{ kind: 'unplanned', fact, facets: ['options'], why: 'nobody can' }] },
      nothing,
    )
    expect(made).toBe('-- TO DO by hand: view public."a -- plinth: downgrade", options: nobody can')
  })
})

describe('the key of a fact', () => {
  it.each([
    [['schema', ['a']] as const, 'schema a'],
    [['column', ['public', 'Order "x"', 'to.tal']] as const, 'column public."Order ""x"""."to.tal"'],
    [['function', ['public', 'f(integer, public.mood)']] as const, 'function public.f(integer, public.mood)'],
    [['default privileges', ['ops', '', 'TABLES']] as const, 'default privileges ops."TABLES"'],
  ])('reads back, and is told to people: %j', ([kind, name], title) => {
    const key = keyOf(kind, name)
    expect(partsOfKey(key)).toEqual({ kind, name })
    expect(titleOfKey(key)).toBe(title)
  })
})
