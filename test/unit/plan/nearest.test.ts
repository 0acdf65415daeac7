import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFacts, printFacts } from '../../../src/migrations/facts-file.ts'
import { changesOf, nearestRevision } from '../../../src/plan/fact-sum-changes.ts'
import { revisionId } from '../../../src/revision/revision.ts'
import type { FactKey } from '../../../src/schema/fact-key.ts'
import type { FactSums } from '../../../src/schema/fact-sums.ts'
import { keyOf } from '../../../src/schema/schema.ts'
import { drawn } from '../revision/drawn.ts'

const table = (name: string) => keyOf('table', ['public', name])
/** `users:1 posts:2`: the sums of tables. */
const sumsOf = (text: string): FactSums =>
  new Map(
    text
      .split(' ')
      .filter(Boolean)
      .map((part) => [table(part.split(':')[0] ?? ''), (part.split(':')[1] ?? '').padEnd(12, '0')]),
  )
const byRevision = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([id, text]) => [revisionId(id), sumsOf(text)]))

describe('the nearest revision', () => {
  const graph = drawn('a b<a c<b')
  const changes = changesOf(
    graph,
    byRevision({ a: 'users:1', b: 'users:1 posts:1', c: 'users:2 posts:1 tags:1' }),
  )

  it('is kept as what each changes', () => {
    expect(printFacts(changes).split('\n').slice(1, -1)).toEqual([
      'a 100000000000 table "public"."users"',
      'b 100000000000 table "public"."posts"',
      'c 100000000000 table "public"."tags"',
      'c 200000000000 table "public"."users"',
    ])
  })

  it.each([
    ['users:1 posts:1 more:1', 'b', { missing: [], extra: [table('more')], differing: [] }],
    ['users:2 posts:9 tags:1', 'c', { missing: [], extra: [], differing: [table('posts')] }],
    ['users:1', 'a', { missing: [], extra: [], differing: [] }],
    ['', 'a', { missing: [table('users')], extra: [], differing: [] }],
  ])('of %j is %s', (found, revision, differences) => {
    expect(nearestRevision(graph, changes, sumsOf(found))).toEqual({ revision, ...differences })
  })

  it('is found where branches meet, and what a merge drops is gone', () => {
    const merged = drawn('a b<a c<a d<b+c')
    const all = changesOf(
      merged,
      byRevision({ a: 'users:1', b: 'users:1 posts:1', c: 'users:3 tags:1', d: 'posts:1 tags:1' }),
    )
    const kept = parseFacts(printFacts(all), 'plinth.facts')
    expect(nearestRevision(merged, kept, sumsOf('posts:1 tags:1'))).toEqual({
      revision: 'd',
      missing: [],
      extra: [],
      differing: [],
    })
  })

  it('is told across a revision that changes rows only', () => {
    const rows = drawn('a b<a c<b')
    const all = changesOf(rows, byRevision({ a: 'users:1', b: 'users:1', c: 'users:1 posts:1' }))
    const kept = parseFacts(printFacts(all), 'plinth.facts')
    const same = { missing: [], differing: [] }
    const extra = [table('more')]
    expect(nearestRevision(rows, kept, sumsOf('users:1 posts:1 more:1'))).toEqual({
      revision: 'c',
      ...same,
      extra,
    })
    expect(nearestRevision(rows, kept, sumsOf('users:1 more:1'))).toEqual({ revision: 'a', ...same, extra })
  })

  it('is none where nothing is known', () => {
    expect(nearestRevision(graph, new Map(), sumsOf('users:1'))).toBeUndefined()
  })
})

describe('plinth.facts', () => {
  const name = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !text.includes('\0'))
  const key: fc.Arbitrary<FactKey> = fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((names) => keyOf('column', names))
  const sum = fc.option(fc.stringMatching(/^[0-9a-f]{12}$/), { nil: undefined })
  const revision = fc.stringMatching(/^[0-9a-f]{12}$/).map(revisionId)

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.dictionary(revision, fc.array(fc.tuple(key, sum), { minLength: 1 })), (all) => {
        const changes = new Map(Object.entries(all).map(([id, sums]) => [revisionId(id), new Map(sums)]))
        expect(parseFacts(printFacts(changes), 'plinth.facts')).toEqual(changes)
      }),
    )
  })

  it.each([
    ['another first line', '# plinth.facts 2: x\n', 1],
    ['no sum', `${printFacts(new Map())}a1b2 xyz table "a"\n`, 2],
    ['a conflict', `${printFacts(new Map())}<<<<<<< HEAD\n`, 2],
  ])('says where it is broken: %s', (_, text, line) => {
    expect(() => parseFacts(text, 'plinth.facts')).toThrow(
      expect.objectContaining({
        code: 'E_MIGRATION_FORMAT',
        place: { file: 'plinth.facts', line, column: 1 },
      }),
    )
  })
})
