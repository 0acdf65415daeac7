import type { AnyFact, Facet } from './schema.ts'

/** Of the form that is hashed. A change of the form, or of what counts in it, makes it the next number, so that nothing is compared with what was hashed otherwise. */
export const formVersion = '1'

type Counting = 'counted' | 'ignored'

/** What a fingerprint says, besides what it always says. All are ignored by default. */
export interface FingerprintOptions {
  /** The order of the columns of a table: what was added later stands last, though the files have it elsewhere. That of a view always counts. */
  readonly columnOrder?: Counting
  /** Owners, grants and default privileges: roles are of the server, and often not the same in development and production. Roles of policies and user mappings always count. */
  readonly rights?: Counting
  /** The version of an extension: it comes with the server. */
  readonly extensionVersions?: Counting
}

/**
 * What counts of a fact, by name of the facet, each as JSON with sorted keys. A facet that is null is left out: one that a later version of Plinth, or of
 * PostgreSQL, adds does not change the fingerprint of a schema that does not use it.
 */
export function canonicalFacets(
  fact: AnyFact,
  options: FingerprintOptions = {},
): ReadonlyMap<string, string> {
  const result = new Map<string, string>()
  for (const name of Object.keys(fact.facets).sort()) {
    if (!counts(fact, name, options)) continue
    const value = valueOf(fact, name, options)
    if (value !== null && value !== undefined) result.set(name, canonical(value))
  }
  return result
}

function counts({ kind }: AnyFact, facet: string, options: FingerprintOptions): boolean {
  switch (facet) {
    case 'owner':
    case 'grants':
      return options.rights === 'counted'
    case 'version':
      return kind !== 'extension' || options.extensionVersions === 'counted'
    // It says what is in the database, not what it is: a dump of the schema restores to one without rows.
    case 'populated':
      return false
    default:
      return true
  }
}

function valueOf(fact: AnyFact, facet: string, options: FingerprintOptions): Facet | undefined {
  const value = (fact.facets as unknown as Readonly<Record<string, Facet | undefined>>)[facet]
  if (facet === 'columns' && isFollowingTable(fact, options)) return sorted(value as readonly string[])
  if (facet === 'grants') return sortedBy(value as readonly { readonly grantee: string }[] | null) as Facet
  if (fact.kind === 'default privileges' && facet === 'defaults')
    return sortedBy(fact.facets.defaults) as Facet
  return value
}

/** Whether the columns stand in the order of the table. The catalogs keep those of a check in it, whatever its expression says. */
function isFollowingTable(fact: AnyFact, { columnOrder }: FingerprintOptions): boolean {
  if (columnOrder === 'counted') return false
  if (fact.kind === 'constraint') return fact.facets.type === 'check'
  return fact.kind === 'table' || fact.kind === 'foreign table'
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort()
}

function sortedBy<T extends { readonly grantee: string }>(grants: readonly T[] | null): readonly T[] | null {
  return grants && [...grants].sort((a, b) => (a.grantee < b.grantee ? -1 : 1))
}

/** JSON without white space, the keys of an object sorted by code unit. */
function canonical(value: Facet): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const record = value as { readonly [name: string]: Facet }
  const parts = Object.keys(record)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(record[name] ?? null)}`)
  return `{${parts.join()}}`
}
