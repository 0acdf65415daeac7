import { describe, expect, test } from 'vitest'
import { compareSchemas, isSameFacet } from '../../../src/schema/compare.ts'
import type { Facet } from '../../../src/schema/schema.ts'
import { makeFact, makeSchema, plainTable } from './making.ts'

const values: readonly Facet[] = [
  null,
  false,
  0,
  '',
  [],
  {},
  'a',
  ['a'],
  ['a', 'b'],
  ['b', 'a'],
  [['a'], 'b'],
  { 0: 'a' },
  { a: null },
  { a: [] },
  { a: 1, b: { c: [2] } },
  { a: 1, b: { c: [3] } },
]

describe('two values of a facet', () => {
  test('are the same just when they say the same', () => {
    for (const [place, one] of values.entries())
      for (const [other, value] of values.entries())
        expect([one, value, isSameFacet(one, structuredClone(value))]).toEqual([one, value, place === other])
  })

  test('are the same whatever the order of the members of a record, and where undefined stands for none', () => {
    expect(isSameFacet({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true)
    const some = { a: 1, b: undefined } as unknown as Facet
    expect([isSameFacet(some, { a: 1 }), isSameFacet({ a: 1 }, some)]).toEqual([true, true])
    expect([isSameFacet(undefined, null), isSameFacet(null, undefined)]).toEqual([false, false])
  })
})

describe('the difference of two schemas', () => {
  const table = (name: string, facets: Partial<typeof plainTable> = {}) =>
    makeFact('table', ['public', name], { ...plainTable, ...facets })

  test('has what only one of them has, and the facets that differ by name, but for those left out', () => {
    const from = makeSchema([table('a'), table('b')])
    const to = makeSchema([table('b', { persistence: 'unlogged', columns: ['name', 'id'] }), table('c')])
    const { added, removed, changed } = compareSchemas(from, to)
    expect([...added.keys(), ...removed.keys()]).toEqual([table('c').key, table('a').key])
    expect([...changed.values()].map(({ facets }) => facets)).toEqual([['columns', 'persistence']])
    const less = compareSchemas(from, to, { table: ['columns'], all: ['persistence'] })
    expect(less.changed.size).toBe(0)
  })
})
