import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ancestorsOf,
  descendantsOf,
  graphFaults,
  revisionGraph,
  topologicalOrder,
} from '../../../src/revision/graph.ts'
import { revisionId } from '../../../src/revision/revision.ts'
import type { Revision } from '../../../src/revision/revision.ts'
import { anyGraph, drawn, errorOf, ids, revision } from './drawn.ts'

const errorOfGraph = (text: string) => errorOf(() => drawn(text))

//      ┌─ b ── d ─┐
//  a ──┤          ├─ f        g ── h (depends on c)
//      └─ c ── e ─┘
const graph = drawn('a b<a c<a d<b e<c f<d+e g h<g~c')

describe('a graph', () => {
  it('knows heads and bases', () => {
    expect(graph.heads).toEqual(['f', 'h'])
    expect(graph.bases).toEqual(['a', 'g'])
  })

  it('tells heads that others depend on from real heads', () => {
    //  a      b (depends on a)
    const one = drawn('a b~a')
    expect(one.heads).toEqual(['a', 'b'])
    expect(one.realHeads).toEqual(['b'])
  })

  it('finds ancestors and descendants through merges and dependencies', () => {
    expect([...ancestorsOf(graph, ids('h'))].sort()).toEqual(['a', 'c', 'g', 'h'])
    expect([...descendantsOf(graph, ids('c'))].sort()).toEqual(['c', 'e', 'f', 'h'])
  })

  it('takes a label as dependency', () => {
    expect(drawn('a#web b~web').parents.get(revisionId('b'))).toEqual(['a'])
  })

  it('of no revisions is empty', () => {
    expect(drawn('')).toMatchObject({ heads: [], bases: [], realHeads: [] })
  })
})

describe('the order', () => {
  it('is that of the file names, ancestors first', () => {
    expect(topologicalOrder(drawn('a c<a b<c d<a'))).toEqual(['a', 'c', 'b', 'd'])
  })

  it('has ancestors first and does not depend on the order of reading', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph, revisions }) => {
        const order = topologicalOrder(graph)
        const place = new Map(order.map((id, index) => [id, index]))
        for (const id of order) {
          for (const parent of graph.parents.get(id) ?? [])
            expect(place.get(parent)).toBeLessThan(place.get(id) ?? 0)
        }
        expect(topologicalOrder(revisionGraph([...revisions].reverse()))).toEqual(order)
      }),
    )
  })

  it('of 100,000 revisions in a line is found without recursion', () => {
    const many: Revision[] = []
    for (let index = 0; index < 100_000; index += 1) {
      const one = revision(`r${String(index)}`)
      many.push({ ...one, downRevisions: index === 0 ? [] : ids(`r${String(index - 1)}`) })
    }
    expect(topologicalOrder(revisionGraph(many.reverse())).at(-1)).toBe('r99999')
  })
})

describe('a graph refuses', () => {
  it('a duplicate id', () => {
    expect(errorOf(() => revisionGraph([revision('a'), { ...revision('a'), file: 'copy.sql' }]))).toBe(
      'E_GRAPH two migrations have the revision id "a"\na.sql\ncopy.sql\n' +
        'Delete one file if it is a copy; else give one of them another id, also where other files revise it.',
    )
  })

  it('ids that differ only in case', () => {
    expect(errorOfGraph('abc ABC')).toContain(
      'E_GRAPH two revision ids differ only in case: "abc" and "ABC"\n',
    )
  })

  it('a missing parent, with the likely one', () => {
    expect(errorOfGraph('abcd1234 b<abcd1243')).toBe(
      'E_GRAPH b.sql revises "abcd1243", which no migration has\nDid you mean "abcd1234"?',
    )
  })

  it('several missing parents, naming all', () => {
    expect(errorOfGraph('b<zzzz c<yyyy')).toBe(
      'E_GRAPH b.sql revises "zzzz", which no migration has\n' +
        'b.sql revises "zzzz", which no migration has\nc.sql revises "yyyy", which no migration has\n' +
        'Add the migration file that is missing, or correct the line.',
    )
  })

  it('a missing dependency', () => {
    expect(errorOfGraph('a~other')).toContain('E_GRAPH a.sql depends on "other", which no migration has')
  })

  it('a revision that revises itself or a parent twice', () => {
    expect(errorOfGraph('a<a')).toBe('E_GRAPH a.sql revises itself\nCorrect the line "revises: a".')
    expect(errorOfGraph('a b<a+a')).toContain('E_GRAPH b.sql names a down revision twice\nrevises: a, a')
  })

  it('a cycle, naming the files', () => {
    //  a ── b ── c ── d ── back to b
    expect(errorOfGraph('a b<a+d c<b d<c')).toBe(
      'E_GRAPH the revisions form a cycle: b → d → c → b\nb  b.sql  revises: d\nd  d.sql  revises: c\nc  c.sql  revises: b\n' +
        'Correct one of these lines, then look whether all is well: plinth validate',
    )
  })

  it('a cycle through a dependency', () => {
    expect(errorOfGraph('a~c b<a c<b')).toContain(
      'E_GRAPH the revisions form a cycle: a → c → b → a\na  a.sql  depends on: c\nc  c.sql  revises: b\n',
    )
  })

  it('a label that is used twice or is an id', () => {
    expect(errorOfGraph('a#web b<a#web')).toContain('E_GRAPH the label "web" is used twice\nb.sql\na.sql')
    expect(errorOfGraph('a b<a#a')).toContain('E_GRAPH the label "a" is also a revision id')
  })
})

describe('the faults of a graph', () => {
  const faultsOf = (text: string) =>
    graphFaults(text.split(' ').map(revision)).map(({ code, message }) => `${code} ${message}`)

  it('are all told, one does not hide the next', () => {
    expect(faultsOf('a A b<zz c<c d<a~nope e<f f<e g<a#x h<a#x')).toEqual([
      'E_GRAPH two revision ids differ only in case: "a" and "A"',
      'E_GRAPH the label "x" is used twice',
      'E_GRAPH d.sql depends on "nope", which no migration has',
      'E_GRAPH c.sql revises itself',
      'E_GRAPH b.sql revises "zz", which no migration has',
      'E_GRAPH the revisions form a cycle: e → f → e',
    ])
  })

  it('are none where the graph can be built', () => {
    expect(faultsOf('a b<a c<a d<b+c e<d~c')).toEqual([])
  })

  it('begin with the one for which building it throws', () => {
    for (const text of ['a A', 'b<zz', 'c<c', 'd~nope', 'e<f f<e', 'g#x h#x'])
      expect(errorOfGraph(text)).toContain(faultsOf(text)[0]?.replace('E_GRAPH ', ''))
  })
})

describe('revisionId', () => {
  it.each(['abc123def456', '20260105', 'a.b_c-d', 'x'.repeat(100)])('takes %s', (text) => {
    expect(revisionId(text)).toBe(text)
  })

  it.each(['', 'a b', 'ä', 'a@b', 'a+1', 'a:b', '-1', 'head', 'BASE', 'x'.repeat(101), 'a\n'])(
    'refuses %j',
    (text) => {
      expect(errorOf(() => revisionId(text))).toContain('E_REVISION')
    },
  )
})
