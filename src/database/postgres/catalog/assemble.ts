import { keyOf, schemaKeyOf, type AnyFact, type FactKey, type Grant } from '../../../schema/schema.ts'
import { ByPlace } from './by-place.ts'
import { classIds } from './class-ids.ts'
import { commentOfPublic, type CommentRow } from './comments.ts'
import type { AnyFound, Known } from './found.ts'
import { grantsIn, type RightsRow } from './grants.ts'
import { needsIn, outside, Owners, type Dependency } from './needs.ts'
import { isElsewhere, leftDependencies, leftObjects, type Leftover, type ScanRow } from './unseen.ts'

/** What the catalogs say. */
export interface Answers {
  readonly known: Known
  readonly found: readonly AnyFound[]
  /** Those that nothing found has asked for. */
  readonly comments: ByPlace<CommentRow>
  readonly rights: readonly RightsRow[]
  readonly dependencies: readonly Dependency[]
  readonly scan: readonly ScanRow[]
  readonly outside: readonly { readonly oid: number }[]
}

/** A schema of which the leftovers are still to be named. */
export interface Assembled {
  readonly facts: ReadonlyMap<FactKey, AnyFact>
  readonly left: readonly Leftover[]
}

/** Puts together what was read catalog by catalog. */
export function assembleFacts(answers: Answers): Assembled {
  const { known, found, comments, dependencies } = answers
  const keys = found.map(({ kind, name }) => keyOf(kind, name))
  const places = placesIn(found, { keys, outside: answers.outside })
  const owners = new Owners(places, dependencies)
  const rights = byPlace(answers.rights)
  const facts = factsIn(found, { keys, known, rights, needs: needsIn(dependencies, owners) })
  return {
    facts,
    left: [
      ...leftObjects(answers.scan, { owners, places }),
      ...leftDependencies(dependencies),
      ...leftSayings('comment', comments.values(), owners),
      ...leftSayings('rights', rights.values(), owners),
    ],
  }
}

/** What is said of objects that are no facts, unless another answers for them. */
function leftSayings(
  what: 'comment' | 'rights',
  rows: readonly (CommentRow | RightsRow)[],
  owners: Owners,
): readonly Leftover[] {
  return rows
    .filter(({ classoid, objoid, objsubid }) => {
      const owner = owners.of(classoid, objoid, objsubid)
      return owner === undefined || !isElsewhere(owner)
    })
    .map(({ classoid, objoid, objsubid }) => ({ what, classid: classoid, oid: objoid, column: objsubid }))
}

/** What is said of objects, by object. */
export function byPlace<R extends CommentRow | RightsRow>(rows: readonly R[]): ByPlace<R> {
  const result = new ByPlace<R>()
  for (const row of rows) result.set({ classid: row.classoid, oid: row.objoid, column: row.objsubid }, row)
  return result
}

/** Which fact stands for which row of a catalog. */
function placesIn(
  found: readonly AnyFound[],
  { keys, outside: schemas }: Pick<Answers, 'outside'> & { readonly keys: readonly FactKey[] },
): ByPlace<FactKey> {
  const places = new ByPlace<FactKey>()
  for (const { oid } of schemas) places.set({ classid: classIds.pg_namespace, oid }, outside)
  for (const [index, { place, parts = [] }] of found.entries())
    for (const { catalog, ...at } of place ? [place, ...parts] : parts)
      places.set({ classid: classIds[catalog], ...at }, keys[index]!)
  return places
}

interface Said {
  /** Of what was found, in its order. */
  readonly keys: readonly FactKey[]
  readonly known: Known
  readonly rights: ByPlace<RightsRow>
  readonly needs: ReadonlyMap<FactKey, readonly FactKey[]>
}

function factsIn(found: readonly AnyFound[], said: Said): ReadonlyMap<FactKey, AnyFact> {
  const places = new Map(said.keys.map((key, index) => [key, index]))
  const facts = new Map<FactKey, AnyFact>()
  for (const key of [...places.keys()].sort()) {
    const one = found[places.get(key)!]!
    const { kind, name, parent } = one
    const container = parent ?? schemaKeyOf(one)
    // The schema may be an extension's, which is needed then.
    const needs = container !== undefined && places.has(container) ? [container] : []
    facts.set(key, {
      kind,
      key,
      name,
      parent,
      facets: withCommonFacets(one, said),
      needs: sortedOnce(needs, said.needs.get(key)),
    } as unknown as AnyFact)
  }
  return facts
}

function sortedOnce(some: readonly FactKey[], others: readonly FactKey[] = []): readonly FactKey[] {
  if (others.every((key) => key === some[0])) return some.length > 0 ? some : others.slice(0, 1)
  return [...new Set([...some, ...others])].sort()
}

function withCommonFacets(one: AnyFound, { known, rights }: Said): AnyFact['facets'] {
  const { kind, name, place, owner = null } = one
  if (place === undefined) return { ...one.facets, comment: null, owner, grants: null } as AnyFact['facets']
  const comment = known.commentOf(place)
  const row = rights.take(place)
  const isPublic = kind === 'schema' && name[0] === 'public'
  return {
    ...one.facets,
    comment: isPublic ? publicComment(comment) : comment,
    owner,
    grants: isPublic ? publicGrants(row, known) : row === undefined ? null : grantsIn(row),
  } as AnyFact['facets']
}

function publicComment(comment: string | null): string | null {
  return comment === commentOfPublic ? null : (comment ?? '')
}

/** Against what initdb gives, with whoever owns the schema in place of its owner. */
function publicGrants(row: RightsRow | undefined, { serverVersion }: Known): readonly Grant[] | null {
  if (row === undefined) return null
  const toAll = serverVersion < 150_000 ? ['CREATE', 'USAGE'] : ['USAGE']
  const own = toAll.map((privilege) => ['PUBLIC', privilege, false] as const)
  return grantsIn({ rights: row.rights, base: [...(row.base ?? []), ...own] })
}
