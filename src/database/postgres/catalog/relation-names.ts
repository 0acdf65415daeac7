import { keyOf, type FactKey, type FactKind } from '../../../schema/schema.ts'

/** What `pg_class.relkind` says, of kinds that are facts with columns, or none. */
export type RelationKind = Extract<
  FactKind,
  'table' | 'foreign table' | 'view' | 'materialized view' | 'sequence' | 'composite type'
>

export const relationKinds: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'table',
  f: 'foreign table',
  v: 'view',
  m: 'materialized view',
  S: 'sequence',
  c: 'composite type',
}

/** A relation that is a fact. */
export interface RelationName {
  readonly kind: RelationKind
  readonly name: readonly [schema: string, relation: string]
  readonly key: FactKey
  /** Of its columns, by number, in order; none is dropped. */
  readonly columns: Map<number, string>
}

/** By id. */
export type Relations = ReadonlyMap<number, RelationName>

/** One relation for the table above. */
export function relationName(relkind: string, schema: string, relation: string): RelationName | undefined {
  const kind = relationKinds[relkind]
  if (kind === undefined) return undefined
  const name = [schema, relation] as const
  return { kind, name, key: keyOf(kind, name), columns: new Map() }
}
