import type { AnyFact, CommonFacets, FactKey, FactKind } from '../../../schema/schema.ts'
import type { FacetsOf } from '../../../schema/facets.ts'
import type { ClassName } from './class-ids.ts'
import type { Scope } from './scope.ts'
import type { Relations } from './relation-names.ts'

/** Where the catalogs have an object: the catalog, its id, the number of a column. */
export interface Place {
  readonly catalog: ClassName
  readonly oid: number
  readonly column?: number
}

/** A fact as one catalog tells it: what it needs, its comment and its grants are in others. */
interface FoundFact<K extends FactKind = FactKind> {
  readonly kind: K
  readonly name: readonly string[]
  /** Where it is known already. */
  readonly key?: FactKey
  readonly parent?: FactKey
  readonly owner?: string
  /** Undefined: nothing can depend on it, and it has no comment and no rights. */
  readonly place?: Place
  /** What else of the catalogs it stands for: the rows of the tables of a publication. */
  readonly parts?: readonly Place[]
  readonly facets: FoundFacets<K>
}

/** Made for one fact alone, of which they become the facets. Where there are many, what is set later is there from the start: an object that grows is moved. */
export type FoundFacets<K extends FactKind> = FacetsOf[K] & Partial<CommonFacets>

export type AnyFound = { readonly [K in AnyFact['kind']]: FoundFact<K> }[AnyFact['kind']]

/** What was read of several catalogs, for those that need it. */
export interface Known {
  readonly serverVersion: number
  readonly relations: Relations
  /** Takes the comment: what remains is said of no fact. */
  readonly commentOf: (place: Place) => string | null
}

/** One query, and the facts in its rows. */
export interface Reading<R = never> {
  readonly sql: (scope: Scope) => string
  readonly facts: (rows: readonly R[], known: Known) => readonly AnyFound[]
}

export function reading<R>(sql: Reading<R>['sql'], facts: Reading<R>['facts']): Reading<R> {
  return { sql, facts }
}
