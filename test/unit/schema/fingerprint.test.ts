import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FingerprintOptions } from '../../../src/schema/canonical-facets.ts'
import { differingFacts } from '../../../src/schema/differing-facts.ts'
import { fingerprintOf, isFingerprint, isOfThisForm } from '../../../src/schema/fingerprint.ts'
import { keyOf, type AnyFact, type Schema } from '../../../src/schema/schema.ts'
import { makeFact, makeSchema, plainColumn, plainTable } from './making.ts'

const orders = makeFact('table', ['public', 'orders'], {
  ...plainTable,
  owner: 'app',
  grants: [
    { grantee: 'reader', privileges: ['SELECT'], grantable: [] },
    { grantee: 'PUBLIC', privileges: ['INSERT'], grantable: [] },
  ],
})
const facts: readonly AnyFact[] = [
  makeFact('schema', ['public'], { comment: 'standard public schema' }),
  orders,
  makeFact('column', ['public', 'orders', 'id'], { ...plainColumn, notNull: true }),
  makeFact('column', ['public', 'orders', 'name'], { ...plainColumn, type: 'text' }),
  makeFact('table', ['other', 'orders'], plainTable),
  makeFact('extension', ['pgcrypto'], { schema: 'public', version: '1.3', memberRights: [] }),
  makeFact('default privileges', ['app', '', 'TABLES'], {
    defaults: [{ grantee: 'reader', privileges: ['SELECT'], grantable: [] }],
  }),
]

function certain(schema: Schema, options?: FingerprintOptions) {
  const result = fingerprintOf(schema, options)
  if (result.kind !== 'certain') throw new Error('it is uncertain')
  return result
}

const hashOf = (schema: Schema, options?: FingerprintOptions) => certain(schema, options).fingerprint

/** The same facts, one of them with other facets. */
function changed(index: number, facets: object): Schema {
  return makeSchema(
    facts.map((fact, i) =>
      i === index ? ({ ...fact, facets: { ...fact.facets, ...facets } } as AnyFact) : fact,
    ),
  )
}

const base = makeSchema(facts)
const everything = { columnOrder: 'counted', rights: 'counted', extensionVersions: 'counted' } as const

test('a fingerprint has the version of its form', () => {
  const fingerprint = hashOf(base)
  expect(fingerprint).toMatch(/^1:[0-9a-f]{64}$/)
  expect(isFingerprint(fingerprint) && isOfThisForm(fingerprint)).toBe(true)
  const other = `2:${'0'.repeat(64)}`
  expect(isFingerprint(other) && isOfThisForm(other)).toBe(false)
  for (const text of ['', '-', '0'.repeat(64), `0:${'0'.repeat(64)}`, `1:${'A'.repeat(64)}`])
    expect(isFingerprint(text)).toBe(false)
})

// Recorded: where this changes without the version of the form, every plinth.lock there is becomes wrong.
test('the form is the one that was recorded', () => {
  expect(hashOf(base)).toBe('1:c68026d7020e38c056b325abba4d3407e15f246a6ceae265e3542c3424bf7589')
  expect(hashOf(makeSchema([]))).toBe('1:3d0d5dca052d385bdd1e985090ba3fd7e0dd06892149a766319834ec5524fa17')
})

test('law: the order of the facts, of keys and of grants does not count, nor the version of the server', () => {
  const reversedKeys = (value: object) => Object.fromEntries(Object.entries(value).reverse())
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.constantFrom(130000, 180004),
      (some, serverVersion) => {
        const other = some.map((fact) => ({ ...fact, facets: reversedKeys(fact.facets) }) as AnyFact)
        const same = makeSchema(other, { serverVersion })
        expect(hashOf(same)).toBe(hashOf(base))
        expect(hashOf(same, everything)).toBe(hashOf(base, everything))
      },
    ),
  )
  const grants = [...(orders.facets.grants ?? [])].reverse()
  expect(hashOf(changed(1, { grants }), everything)).toBe(hashOf(base, everything))
})

test.each([
  [1, 'persistence', 'unlogged'],
  [1, 'inherits', ['table "public"."parents"']],
  [1, 'options', ['fillfactor=70']],
  [1, 'partitionOf', { table: 'table "public"."parents"', bound: 'DEFAULT' }],
  [2, 'type', 'bigint'],
  [2, 'notNull', false],
  [2, 'statistics', 0],
  [3, 'comment', ''],
  [5, 'schema', 'extensions'],
])('the facet of fact %i counts: %s', (index, facet, value) => {
  const other = changed(index, { [facet]: value })
  expect(hashOf(other)).not.toBe(hashOf(base))
  expect(differingFacts(certain(base).tree, certain(other).tree)).toEqual([
    { kind: 'changed', key: facts[index]?.key, facets: [facet] },
  ])
})

test('what is a text in one and a number or a list in the other is not the same', () => {
  const hashes = [5, '5', ['5'], [5], '[5]', { a: 5 }, '{"a":5}'].map((value) =>
    hashOf(changed(2, { type: value })),
  )
  expect(new Set(hashes).size).toBe(hashes.length)
})

test.each<[string, FingerprintOptions, Schema]>([
  ['columnOrder', { columnOrder: 'counted' }, changed(1, { columns: ['name', 'id'] })],
  ['owners', { rights: 'counted' }, changed(1, { owner: 'other' })],
  ['grants', { rights: 'counted' }, changed(1, { grants: null })],
  ['default privileges', { rights: 'counted' }, makeSchema(facts.slice(0, -1))],
  ['extensionVersions', { extensionVersions: 'counted' }, changed(5, { version: '1.4' })],
])('%s: counted on demand', (_, counting, other) => {
  expect(hashOf(other)).toBe(hashOf(base))
  expect(hashOf(other, counting)).not.toBe(hashOf(base, counting))
  expect(hashOf(base, counting)).not.toBe(hashOf(base))
})

test('a column that is another counts, whatever the order', () => {
  expect(hashOf(changed(1, { columns: ['id', 'other'] }))).not.toBe(hashOf(base))
})

test('a name that looks like two, and a fact that is elsewhere', () => {
  const one = makeSchema([makeFact('table', ['a"."b', 'c'], plainTable)])
  const two = makeSchema([makeFact('table', ['a', 'b"."c'], plainTable)])
  expect(hashOf(one)).not.toBe(hashOf(two))
  const moved = makeSchema([...facts.slice(0, 4), makeFact('table', ['third', 'orders'], plainTable)])
  expect(differingFacts(certain(makeSchema(facts.slice(0, 5))).tree, certain(moved).tree)).toEqual([
    { kind: 'only before', key: keyOf('schema', ['other']) },
    { kind: 'only after', key: keyOf('schema', ['third']) },
  ])
})

test('what only one has is named without its parts', () => {
  const less = makeSchema(facts.filter(({ name }) => name[0] !== 'public' || name[1] !== 'orders'))
  expect(differingFacts(certain(base).tree, certain(less).tree)).toEqual([
    { kind: 'only before', key: orders.key },
  ])
  expect(differingFacts(certain(less).tree, certain(base).tree)).toEqual([
    { kind: 'only after', key: orders.key },
  ])
})

test('no fact is lost: one whose parent is not there counts too', () => {
  for (const { key } of facts) {
    const less = makeSchema(facts.filter((fact) => fact.key !== key))
    expect(hashOf(less, everything), key).not.toBe(hashOf(base, everything))
  }
  const orphans = makeSchema(facts.filter(({ key }) => key !== orders.key))
  expect(hashOf(orphans)).not.toBe(hashOf(makeSchema(facts.filter(({ name }) => name[1] !== 'orders'))))
})

test('where something was not seen there is no fingerprint', () => {
  const unseen = [{ kind: 'subscription', name: 'feed' }]
  const result = fingerprintOf(makeSchema(facts, { unseen }))
  expect(result).toMatchObject({ kind: 'uncertain', unseen })
  expect(result).not.toHaveProperty('fingerprint')
  expect(result.tree.hash).toBe(certain(base).tree.hash)
})
