import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAccepted, printAccepted } from '../../../src/migrations/accepted-file.ts'
import { judgeDifferences, sumOf, type Accepted } from '../../../src/schema/accepted.ts'
import type { Difference } from '../../../src/schema/differences.ts'
import { keyOf } from '../../../src/schema/schema.ts'

const differs = (found: string): Difference => ({
  fact: keyOf('column', ['public', 'orders', 'total']),
  title: 'column public.orders.total',
  kind: 'differs',
  facets: [{ name: 'type', expected: 'bigint', found }],
})
const acceptanceOf = (difference: Difference, until = '2027-01-31'): Accepted => ({
  fact: difference.fact,
  kind: difference.kind,
  sum: sumOf(difference),
  why: 'until the import is mended',
  by: 'ops',
  until,
})

describe('what was accepted', () => {
  it('counts as no fault, up to its last day', () => {
    const difference = differs('integer')
    const accepted = acceptanceOf(difference)
    for (const today of ['2026-11-22', '2027-01-31']) {
      const judged = judgeDifferences([difference], [accepted], today)
      expect(judged).toEqual({
        open: [],
        accepted: [{ ...difference, acceptance: accepted }],
        expired: [],
        unused: [],
      })
    }
    const late = judgeDifferences([difference], [accepted], '2027-02-01')
    expect(late).toEqual({ open: [difference], accepted: [], expired: [accepted], unused: [] })
  })

  it('does not cover the same object once it differs otherwise', () => {
    const accepted = acceptanceOf(differs('integer'))
    const judged = judgeDifferences([differs('smallint')], [accepted], '2026-11-22')
    expect(judged).toMatchObject({ open: [differs('smallint')], accepted: [], unused: [accepted] })
  })
})

describe('plinth.accepted', () => {
  const day = fc
    .integer({ min: 0, max: 40_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
  const words = fc.string({ minLength: 1, unit: 'binary' })
  const accepted: fc.Arbitrary<Accepted> = fc.record({
    fact: fc.array(words).map((name) => keyOf('table', name)),
    kind: fc.constantFrom('missing', 'extra', 'differs'),
    sum: fc.stringMatching(/^[0-9a-f]{16}$/),
    why: words,
    by: words,
    until: day,
  })

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.array(accepted), (all) => {
        const back = parseAccepted(printAccepted(all), 'plinth.accepted')
        expect(printAccepted(back)).toBe(printAccepted(all))
        expect(back).toHaveLength(all.length)
        expect(back).toEqual(expect.arrayContaining([...all]))
      }),
    )
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '"text"'],
    ['no reason', JSON.stringify({ ...acceptanceOf(differs('integer')), why: '' })],
    ['no such day', JSON.stringify(acceptanceOf(differs('integer'), '2027-02-30'))],
    ['another sum', JSON.stringify({ ...acceptanceOf(differs('integer')), sum: 'x' })],
  ])('says where a line is broken: %s', (_, line) => {
    expect(() => parseAccepted(`\n${line}\n`, 'migrations/plinth.accepted')).toThrow(
      expect.objectContaining({
        code: 'E_MIGRATION_FORMAT',
        place: { file: 'migrations/plinth.accepted', line: 2, column: 1 },
      }),
    )
  })
})
