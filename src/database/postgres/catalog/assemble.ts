import {
  keyOf,
  type AnyFact,
  type CommonFacets,
  type FactKey,
  type FactKind,
  type Grant,
  type Schema,
} from '../../../schema/schema.ts'
import { columnReading, type ColumnRow } from './columns.ts'
import { commentOfPublic, commentsIn, placeKey, type CommentRow } from './comments.ts'
import type { AnyFound, Known } from './found.ts'
import { grantsIn, type RightsRow } from './grants.ts'
import { needsIn, Owners, type Dependency } from './needs.ts'
import { readings } from './readings.ts'
import { relationName, type RelationName } from './relation-names.ts'
import { relationReading, type RelationRow } from './relations.ts'
import type { Scope } from './scope.ts'

/** What the catalogs say, query by query. */
export interface Answers {
  readonly relations: readonly RelationRow[]
  readonly columns: readonly ColumnRow[]
  /** In the order of `readings`. */
  readonly others: readonly (readonly never[])[]
  readonly comments: readonly CommentRow[]
  readonly rights: readonly RightsRow[]
  readonly dependencies: readonly Dependency[]
}

/** Puts together what was read catalog by catalog. */
export function assembleSchema({ version }: Scope, answers: Answers): Schema {
  const comments = commentsIn(answers.comments)
  const known: Known = {
    serverVersion: version,
    relations: relationsIn(answers),
    commentOf: (place) => comments.get(placeKey(place)) ?? null,
  }
  const found = [
    ...relationReading.facts(answers.relations, known),
    ...columnReading.facts(answers.columns, known),
    ...readings.flatMap((one, index) => one.facts(answers.others[index] ?? [], known)),
  ]
  const facts = factsIn(found, answers, known)
  return { serverVersion: version, facts: new Map(facts.map((fact) => [fact.key, fact])), unseen: [] }
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

function factsIn(found: readonly AnyFound[], answers: Answers, known: Known): readonly AnyFact[] {
  const keys = new Map<string, FactKey>()
  for (const { kind, name, place, parts = [] } of found)
    for (const at of place ? [place, ...parts] : parts) keys.set(placeKey(at), keyOf(kind, name))
  const needs = needsIn(answers.dependencies, new Owners(keys, answers.dependencies))
  const rights = rightsIn(answers.rights)
  const facts = found.map((one): AnyFact => {
    const key = keyOf(one.kind, one.name)
    const all = new Set([...(needs.get(key) ?? []), ...containersOf(one)])
    return {
      kind: one.kind,
      key,
      name: one.name,
      parent: one.parent,
      facets: { ...one.facets, ...commonFacets(one, rights, known) },
      needs: [...all].toSorted(),
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

type Rights = ReadonlyMap<string, RightsRow>

function rightsIn(rows: readonly RightsRow[]): Rights {
  return new Map(rows.map((row) => [`${row.classoid}/${row.objoid}/${row.objsubid}`, row]))
}

function commonFacets(one: AnyFound, rights: Rights, known: Known): CommonFacets {
  const { place, owner = null } = one
  if (place === undefined) return { comment: null, owner, grants: null }
  const comment = known.commentOf(place)
  const row = rights.get(placeKey(place))
  if (one.kind === 'schema' && one.name[0] === 'public')
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
