import type { FacetsOf } from './facets.ts'
import type { FactKey } from './fact-key.ts'

export type { FactKey }

/** A kind of thing that a catalog holds. */
export type FactKind = keyof FacetsOf

/**
 * One thing that the catalogs hold: a table, a column of it, a default, a constraint. What it is called is its name, whatever else can be said of it
 * are facets; no object ids, so that two databases can be compared.
 */
export interface Fact<K extends FactKind = FactKind> {
  readonly kind: K
  readonly key: FactKey
  /**
   * From the outermost: schema, table, column; each part is bare. But the last part of these is SQL, with types as PostgreSQL writes them with an empty search_path and
   * names in quotes where they need them: of a routine `name(integer, text)` (an aggregate without arguments: `name(*)`), an operator `+(integer, NONE)`, an operator
   * class or family `name USING btree`, a cast `(integer AS text)`, a transform `FOR integer LANGUAGE plpgsql`. A user mapping: server, role, or `PUBLIC`.
   */
  readonly name: readonly string[]
  /** What it is a part of, and goes with: the table of a column. The schema of a table is none such. */
  readonly parent: FactKey | undefined
  readonly facets: FacetsOf[K] & CommonFacets
  /** What must exist while this does, by `pg_depend`; the parent and the schema are among them. Sorted. */
  readonly needs: readonly FactKey[]
}

/** Any fact, told apart by its kind. */
export type AnyFact = { readonly [K in FactKind]: Fact<K> }[FactKind]

/** What most kinds have. */
export interface CommonFacets {
  readonly comment: string | null
  /** Null: of a kind without owner, or that of its parent. */
  readonly owner: string | null
  /** Rights, where they are not those that the server gives by itself to a new object of this owner. */
  readonly grants: readonly Grant[] | null
}

/** What one role may do. */
export interface Grant {
  /** The name of the role; `PUBLIC`, which no role can be called, for all. */
  readonly grantee: string
  /** As GRANT takes them, sorted: `SELECT`, `USAGE`. `ALL` stands alone for all that the kind has, where it has several: which these are depends on the major. */
  readonly privileges: readonly string[]
  /** Those of them that may be passed on. */
  readonly grantable: readonly string[]
}

/** What a facet may hold. */
export type Facet = string | number | boolean | null | readonly Facet[] | { readonly [name: string]: Facet }

/** An object that the snapshot cannot see: no answer about its schema can be certain. */
export interface UnseenObject {
  /** `subscription`, `language`. */
  readonly kind: string
  /** As it is to be written. */
  readonly name: string
}

/** An extension that a server can make, and what it gives to a new one by itself. */
export interface AvailableExtension {
  readonly name: string
  /** Null: none is made without one being asked for. */
  readonly version: string | null
  readonly comment: string | null
}

/** What the catalogs of a database say of its schema. */
export interface Schema {
  /** As `server_version_num`: 180004 for 18.4. */
  readonly serverVersion: number
  /** By key, sorted by it. */
  readonly facts: ReadonlyMap<FactKey, AnyFact>
  readonly unseen: readonly UnseenObject[]
}

/** The key of a fact: the kind, and the parts of the name, each in double quotes that are doubled within. */
export function keyOf(kind: FactKind, name: readonly string[]): FactKey {
  const parts = name.some((part) => part.includes('"'))
    ? name.map((part) => part.replaceAll('"', '""'))
    : name
  // Joined, not added: a snapshot has tens of thousands, and a text that was added up is slow to compare.
  return [kind, ' "', parts.join('"."'), '"'].join('') as FactKey
}

const kindsBySchema = new WeakMap<Schema['facts'], ReadonlyMap<FactKind, readonly AnyFact[]>>()

/** Kinds that are in no schema. The first part of the name of all others is their schema. */
export const outsideSchemas: ReadonlySet<FactKind> = new Set<FactKind>([
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

/** The key of the schema that a fact is in; undefined for kinds that are in none. */
export function schemaKeyOf({ kind, name }: Pick<AnyFact, 'kind' | 'name'>): FactKey | undefined {
  return outsideSchemas.has(kind) ? undefined : keyOf('schema', name.slice(0, 1))
}

/** The facts of one kind. They are sorted by kind once: a schema does not change. */
export function factsOf<K extends FactKind>({ facts }: Pick<Schema, 'facts'>, kind: K): readonly Fact<K>[] {
  const known = kindsBySchema.get(facts) ?? sortByKind(facts)
  kindsBySchema.set(facts, known)
  return (known.get(kind) ?? []) as unknown as readonly Fact<K>[]
}

function sortByKind(facts: Schema['facts']): ReadonlyMap<FactKind, readonly AnyFact[]> {
  const kinds = new Map<FactKind, AnyFact[]>()
  for (const fact of facts.values()) {
    const list = kinds.get(fact.kind)
    if (list) list.push(fact)
    else kinds.set(fact.kind, [fact])
  }
  return kinds
}
