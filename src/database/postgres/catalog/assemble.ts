import {
  keyOf,
  type AnyFact,
  type CommonFacets,
  type FactKey,
  type FactKind,
  type Grant,
} from '../../../schema/schema.ts'
import { columnReading, type ColumnRow } from './columns.ts'
import { commentOfPublic, placeKey, type CommentRow } from './comments.ts'
import type { AnyFound, Known } from './found.ts'
import { grantsIn, type RightsRow } from './grants.ts'
import { needsIn, outside, Owners, type Dependency } from './needs.ts'
import { readings } from './readings.ts'
import { relationName, type RelationName } from './relation-names.ts'
import { relationReading, type RelationRow } from './relations.ts'
import type { Scope } from './scope.ts'
import { isElsewhere, leftDependencies, leftObjects, type Leftover, type ScanRow } from './unseen.ts'

/** What the catalogs say, query by query. */
export interface Answers {
  readonly relations: readonly RelationRow[]
  readonly columns: readonly ColumnRow[]
  /** In the order of `readings`. */
  readonly others: readonly (readonly never[])[]
  readonly comments: readonly CommentRow[]
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
export function assembleFacts({ version }: Scope, answers: Answers): Assembled {
  const comments = new Map(answers.comments.map((row) => [rowKey(row), row]))
  const known: Known = {
    serverVersion: version,
    relations: relationsIn(answers),
    commentOf: (place) => {
      const key = placeKey(place)
      const comment = comments.get(key)
      // What remains is said of no fact.
      comments.delete(key)
      return comment?.description ?? null
    },
  }
  const found = [
    ...relationReading.facts(answers.relations, known),
    ...columnReading.facts(answers.columns, known),
    ...readings.flatMap((one, index) => one.facts(answers.others[index] ?? [], known)),
  ]
  const places = placesIn(found, answers)
  const owners = new Owners(places, answers.dependencies)
  const rights = new Map(answers.rights.map((row) => [rowKey(row), row]))
  const facts = factsIn(found, { known, rights, needs: needsIn(answers.dependencies, owners) })
  return {
    facts: new Map(facts.map((fact) => [fact.key, fact])),
    left: [
      ...leftObjects(answers.scan, { owners, places }),
      ...leftDependencies(answers.dependencies),
      ...leftSayings('comment', [...comments.values()], owners),
      ...leftSayings('rights', [...rights.values()], owners),
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

const rowKey = ({ classoid, objoid, objsubid }: CommentRow | RightsRow) => `${classoid}/${objoid}/${objsubid}`

/** Which fact stands for which row of a catalog. */
function placesIn(found: readonly AnyFound[], { outside: schemas }: Answers): ReadonlyMap<string, FactKey> {
  const places = new Map<string, FactKey>()
  for (const { oid } of schemas) places.set(placeKey({ catalog: 'pg_namespace', oid }), outside)
  for (const { kind, name, place, parts = [] } of found)
    for (const at of place ? [place, ...parts] : parts) places.set(placeKey(at), keyOf(kind, name))
  return places
}

function relationsIn({ relations, columns }: Answers): ReadonlyMap<number, RelationName> {
  const byOid = new Map<number, RelationName>()
  for (const { oid, relkind, schema, name } of relations) {
    const relation = relationName(relkind, schema, name)
    if (relation) byOid.set(oid, relation)
  }
  for (const { relation, number, name } of columns) byOid.get(relation)?.columns.set(number, name)
  return byOid
}

interface Said {
  readonly known: Known
  readonly rights: Map<string, RightsRow>
  readonly needs: ReadonlyMap<FactKey, ReadonlySet<FactKey>>
}

function factsIn(found: readonly AnyFound[], said: Said): readonly AnyFact[] {
  const keys = new Set(found.map(({ kind, name }) => keyOf(kind, name)))
  const facts = found.map((one): AnyFact => {
    const key = keyOf(one.kind, one.name)
    // The schema may be an extension's, which is needed then.
    const containers = containersOf(one).filter((container) => keys.has(container))
    return {
      kind: one.kind,
      key,
      name: one.name,
      parent: one.parent,
      facets: { ...one.facets, ...commonFacets(one, said) },
      needs: [...new Set([...(said.needs.get(key) ?? []), ...containers])].toSorted(),
    } as unknown as AnyFact
  })
  return facts.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

/** Kinds of which the first part of the name is no schema. */
const outsideSchemas: ReadonlySet<FactKind> = new Set([
  'schema',
  'extension',
  'cast',
  'access method',
  'language',
  'transform',
  'event trigger',
  'foreign data wrapper',
  'server',
  'user mapping',
  'publication',
  'default privileges',
])

/** The parent, and the schema of what has none. */
function containersOf({ kind, name: [first = ''], parent }: AnyFound): readonly FactKey[] {
  if (parent !== undefined) return [parent]
  return outsideSchemas.has(kind) ? [] : [keyOf('schema', [first])]
}

function commonFacets(one: AnyFound, { known, rights }: Said): CommonFacets {
  const { kind, name, place } = one
  const owner = one.owner ?? null
  if (place === undefined) return { comment: null, owner, grants: null }
  const comment = known.commentOf(place)
  const row = rights.get(placeKey(place))
  rights.delete(placeKey(place))
  if (kind === 'schema' && name[0] === 'public')
    return { comment: publicComment(comment), owner, grants: publicGrants(row, known) }
  return { comment, owner, grants: row === undefined ? null : grantsIn(row) }
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
