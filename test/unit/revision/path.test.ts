import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ancestorsOf, revisionGraph } from '../../../src/revision/graph.ts'
import { downgradePath, headsAfter, headsAfterStamp, upgradePath } from '../../../src/revision/path.ts'
import type { PathStep } from '../../../src/revision/path.ts'
import { revisionId } from '../../../src/revision/revision.ts'
import type { Revision } from '../../../src/revision/revision.ts'
import { anyGraph, drawn, errorOf, ids, revision } from './drawn.ts'

//      ┌─ b ── d ─┐
//  a ──┤          ├─ f        g ── h (depends on c)
//      └─ c ── e ─┘
const graph = drawn('a b<a c<a d<b e<c f<d+e g h<g~c')

const lines = (path: readonly PathStep[]) =>
  path.map(({ direction, revision, from, to }) => `${direction} ${revision}: ${from.join()} > ${to.join()}`)

describe('an upgrade', () => {
  it('moves the heads through branches and a merge', () => {
    expect(lines(upgradePath(graph, [], ids('f')))).toEqual([
      'upgrade a:  > a',
      'upgrade b: a > b',
      'upgrade c: b > b,c',
      'upgrade d: b,c > c,d',
      'upgrade e: c,d > d,e',
      'upgrade f: d,e > f',
    ])
  })

  it('brings dependencies along; they stop being heads', () => {
    expect(lines(upgradePath(graph, ids('a'), ids('h')))).toEqual([
      'upgrade c: a > c',
      'upgrade g: c > c,g',
      'upgrade h: c,g > h',
    ])
  })

  it('to what is applied is empty', () => {
    expect(upgradePath(graph, ids('f'), ids('b'))).toEqual([])
  })
})

describe('a downgrade', () => {
  it('is newest first and gives the parents back', () => {
    expect(lines(downgradePath(graph, ids('f', 'h'), ids('a')))).toEqual([
      'downgrade h: f,h > f,g',
      'downgrade g: f,g > f',
      'downgrade f: f > d,e',
      'downgrade e: d,e > c,d',
      'downgrade d: c,d > b,c',
      'downgrade c: b,c > b',
      'downgrade b: b > a',
    ])
  })

  it('does not make a head of what another head needs', () => {
    expect(lines(downgradePath(graph, ids('d', 'e'), ids('d')))).toEqual([
      'downgrade e: d,e > c,d',
      'downgrade c: c,d > d',
    ])
  })

  it('cannot leave what is not applied', () => {
    expect(errorOf(() => downgradePath(graph, ids('b'), ids('f')))).toBe(
      'E_REVISION the database does not have revision "f", so it cannot be left at it\nThe database is at b.\n' +
        'A downgrade goes to a revision that is applied: plinth history',
    )
  })
})

describe('unknown heads', () => {
  it('are refused by every path', () => {
    expect(errorOf(() => upgradePath(graph, ids('zz'), ids('f')))).toContain(
      'E_AHEAD the database is at "zz"',
    )
    expect(errorOf(() => downgradePath(graph, ids('zz'), []))).toContain('E_AHEAD')
    expect(
      errorOf(() => headsAfter(graph, ids('zz'), { direction: 'upgrade', revision: revisionId('a') })),
    ).toContain('E_AHEAD')
    expect(errorOf(() => upgradePath(graph, [], ids('zz')))).toContain(
      'E_REVISION no migration has the revision "zz"',
    )
  })
})

describe('a stamp', () => {
  it.each([
    [['d'], ['f'], ['f']],
    [['f'], ['b'], ['b']],
    [['d', 'e'], ['f'], ['f']],
    [['b'], ['g'], ['b', 'g']],
    [['g'], ['h'], ['h']],
    [['b'], ['c', 'e'], ['b', 'e']],
    [['d', 'e'], ['a', 'b'], ['b']],
    [['g'], ['b', 'b', 'h'], ['b', 'h']],
    [['f'], [], []],
  ])('at %j of %j gives %j', (heads, targets, expected) => {
    expect(headsAfterStamp(graph, ids(...heads), ids(...targets))).toEqual(expected)
  })
})

describe('laws of paths', () => {
  const anyTwo = fc.tuple(anyGraph, fc.infiniteStream(fc.boolean()))

  it('an upgrade applies exactly what is missing, parents first, and its steps join', () => {
    fc.assert(
      fc.property(anyTwo, ([{ graph, wanted }, flags]) => {
        const some = [...graph.revisions.keys()].filter(() => flags.next().value)
        const start = upgradePath(graph, [], some).at(-1)?.to ?? []
        const path = upgradePath(graph, start, wanted)
        const applied = new Set(ancestorsOf(graph, start))
        let heads: readonly string[] = start
        for (const step of path) {
          expect(step.from).toEqual(heads)
          expect(headsAfter(graph, step.from, step)).toEqual(step.to)
          expect(applied.has(step.revision)).toBe(false)
          for (const parent of graph.parents.get(step.revision) ?? []) expect(applied.has(parent)).toBe(true)
          applied.add(step.revision)
          heads = step.to
        }
        expect([...applied].sort()).toEqual([...ancestorsOf(graph, [...start, ...wanted])].sort())
        expect([...ancestorsOf(graph, heads as typeof start)].sort()).toEqual([...applied].sort())
      }),
    )
  })

  it('a downgrade to where an upgrade began is the same path backwards', () => {
    fc.assert(
      fc.property(anyTwo, ([{ graph, wanted }, flags]) => {
        const some = [...graph.revisions.keys()].filter(() => flags.next().value)
        const start = upgradePath(graph, [], some).at(-1)?.to ?? []
        const up = upgradePath(graph, start, wanted)
        const down = downgradePath(graph, up.at(-1)?.to ?? start, start)
        expect(down.map(({ revision, from, to }) => ({ revision, from, to }))).toEqual(
          up.map(({ revision, from, to }) => ({ revision, from: to, to: from })).reverse(),
        )
      }),
    )
  })

  it('all applied is at the real heads', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph }) => {
        expect(upgradePath(graph, [], graph.heads).at(-1)?.to).toEqual(graph.realHeads)
      }),
    )
  })
})

it('a path of 20,000 revisions up and down is a matter of milliseconds', () => {
  const many: Revision[] = []
  for (let index = 0; index < 20_000; index += 1) {
    many.push({
      ...revision(`r${String(index)}`),
      downRevisions: index === 0 ? [] : ids(`r${String(index - 1)}`),
    })
  }
  const long = revisionGraph(many)
  const start = performance.now()
  expect(upgradePath(long, [], long.heads)).toHaveLength(20_000)
  expect(downgradePath(long, long.heads, [])).toHaveLength(20_000)
  // Quadratic would be minutes; the limit is wide because test machines are slow.
  expect(performance.now() - start).toBeLessThan(2_000)
})
