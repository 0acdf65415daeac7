import { describe, expect, it } from 'vitest'
import { differencesOf, shownChange, shownFacet } from '../../../src/schema/differences.ts'
import { keyOf, type AnyFact, type FactKind, type Schema } from '../../../src/schema/schema.ts'

function fact(kind: FactKind, name: readonly string[], facets: object = {}): AnyFact {
  const parent = kind === 'column' ? keyOf('table', name.slice(0, 2)) : undefined
  return { kind, key: keyOf(kind, name), name, parent, facets, needs: [] } as unknown as AnyFact
}

const schemaOf = (...facts: readonly AnyFact[]): Schema => ({
  serverVersion: 180000,
  facts: new Map(facts.map((one) => [one.key, one])),
  unseen: [],
})

describe('the differences of two schemas', () => {
  it('are told once, with the facets, and not again for the parts of what is missing or extra', () => {
    const expected = schemaOf(
      fact('table', ['public', 'a'], { persistence: 'permanent' }),
      fact('column', ['public', 'a', 'id'], { type: 'bigint', notNull: true }),
      fact('table', ['public', 'gone']),
      fact('column', ['public', 'gone', 'id']),
    )
    const found = schemaOf(
      fact('table', ['public', 'a'], { persistence: 'permanent' }),
      fact('column', ['public', 'a', 'id'], { type: 'integer', notNull: true }),
      fact('column', ['public', 'a', 'note']),
    )
    expect(differencesOf(expected, found)).toEqual([
      {
        fact: keyOf('column', ['public', 'a', 'id']),
        title: 'column public.a.id',
        kind: 'differs',
        facets: [{ name: 'type', expected: 'bigint', found: 'integer' }],
      },
      expect.objectContaining({ title: 'column public.a.note', kind: 'extra' }),
      expect.objectContaining({ title: 'table public.gone', kind: 'missing' }),
    ])
    expect(differencesOf(expected, expected)).toEqual([])
    expect(differencesOf(expected, found, { column: ['type'] }).map(({ kind }) => kind)).toEqual([
      'extra',
      'missing',
    ])
  })

  it('shows facets on one line', () => {
    expect(shownFacet(null)).toBe('none')
    expect(shownFacet([])).toBe('none')
    expect(shownFacet(['b', 'a'])).toBe('b, a')
    expect(shownFacet(' SELECT 1\n   FROM t ')).toBe('SELECT 1 FROM t')
    expect(shownFacet({ grantee: 'PUBLIC', privileges: ['INSERT', 'SELECT'], grantable: [] })).toBe(
      '(grantee PUBLIC, privileges INSERT, SELECT)',
    )
  })

  it('leaves out of two lists what both have', () => {
    const [ada, bob] = ['ada', 'bob'].map((grantee) => ({ grantee, privileges: ['SELECT'] }))
    expect(shownChange([ada!], [ada!, bob!])).toEqual(['…', '…, (grantee bob, privileges SELECT)'])
    expect(shownChange(['a', 'b'], ['b', 'a'])).toEqual(['a, b', 'b, a'])
    expect(shownChange(['a'], ['b'])).toEqual(['a', 'b'])
  })

  it('cuts long ones to where they differ', () => {
    const long = (end: string) => `${'x'.repeat(100)}${end}${'y'.repeat(100)}`
    const [one, other] = shownChange(long('1'), long('22'))
    expect(one).toBe(`…${'x'.repeat(20)}1${'y'.repeat(39)}…`)
    expect(other).toBe(`…${'x'.repeat(20)}22${'y'.repeat(38)}…`)
    expect(shownChange('a', 'b')).toEqual(['a', 'b'])
  })
})
