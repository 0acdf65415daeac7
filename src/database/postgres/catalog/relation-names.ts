import { keyOf, type FactKey, type FactKind } from '../../../schema/schema.ts'
import type { UnusualColumn } from './column-lists.ts'

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
  /** By number, with gaps where one was dropped. */
  readonly columns: readonly (RelationColumn | undefined)[]
}

export interface RelationColumn {
  readonly number: number
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly inherited: boolean
  readonly identity: 'ALWAYS' | 'BY DEFAULT' | null
  readonly unusual: UnusualColumn | null
}

/** By id, sorted by what the keys of their parts begin with. */
export type Relations = ReadonlyMap<number, RelationName>

/** A relation of which the columns are still to be put in. */
export type RelationDraft = RelationName & { readonly columns: (RelationColumn | undefined)[] }

/** One relation for the table above. */
export function relationName(relkind: string, schema: string, relation: string): RelationDraft | undefined {
  const kind = relationKinds[relkind]
  if (kind === undefined) return undefined
  const name = [schema, relation] as const
  return { kind, name, key: keyOf(kind, name), columns: [] }
}

/** Names of its columns, in order. */
export function columnNames({ columns }: RelationName): readonly string[] {
  const names: string[] = []
  for (const column of columns) if (column !== undefined) names.push(column.name)
  return names
}

/** What is left of the key of a relation without the kind: as that of its parts has it. */
export function quotedName({ kind, key }: RelationName): string {
  return key.slice(kind.length + 1)
}

/** The key of a part of it, as `keyOf` makes it. */
export function partKey(kind: FactKind, relation: string, part: string): FactKey {
  const name = part.includes('"') ? part.replaceAll('"', '""') : part
  return [kind, ' ', relation, '."', name, '"'].join('') as FactKey
}
