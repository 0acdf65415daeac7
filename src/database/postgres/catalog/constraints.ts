import { keyOf, type FactKey } from '../../../schema/schema.ts'
import type { FacetsOf } from '../../../schema/facets.ts'
import type { AnyFound, FoundFacets, Known } from './found.ts'
import { backingIndex, type ReadIndexes } from './indexes.ts'
import { letters, numbers, numbersIn, values, type Letters, type Numbers, type Values } from './lists.ts'
import { relationKinds, type RelationName, type Relations } from './relation-names.ts'
import { firstOfUsers, type Scope } from './scope.ts'

/** Lists, one entry for each constraint. */
export interface ConstraintsRow {
  readonly oid: Numbers
  readonly relation: Numbers
  readonly name: Values<string>
  readonly type: Letters
  readonly columns: Values<readonly number[] | null>
  /** The index behind it; 0: none. */
  readonly index: Numbers
  /** Of a foreign key: the table and columns, and what ON UPDATE and ON DELETE do, as `pg_constraint` has it. */
  readonly other: Numbers
  readonly other_columns: Values<readonly number[] | null>
  readonly on_update: Letters
  readonly on_delete: Letters
  /** See {@link flags}. */
  readonly flags: Numbers
  /** As the server writes it, where nothing simpler can. */
  readonly definition: Values<string | null>
  readonly attached_to: Values<readonly [relkind: string, schema: string, table: string, name: string] | null>
}

const flags = {
  'not valid': 1,
  'not enforced': 2,
  special: 4,
  'of a parent': 8,
} as const

/** Not those of foreign keys of partitions, which come with that of the parent, of NOT NULL and of constraint triggers. */
export function constraintsSql({ version }: Scope): string {
  const special = [
    'k.condeferrable',
    `k.contype = 'f' and k.confmatchtype <> 's'`,
    ...(version < 150_000 ? [] : ['k.confdelsetcols is not null']),
    ...(version < 180_000 ? [] : ['k.conperiod']),
  ]
  const conditions: Readonly<Record<keyof typeof flags, string>> = {
    'not valid': 'not k.convalidated',
    'not enforced': version < 180_000 ? 'false' : 'not k.conenforced',
    special: special.join(' or '),
    'of a parent': 'k.conparentid <> 0',
  }
  const sum = Object.entries(conditions).map(
    ([name, condition]) => `case when ${condition} then ${flags[name as keyof typeof flags]} else 0 end`,
  )
  const ofForeignKey = (column: string, other: string) =>
    `case when k.contype = 'f' then ${column} else ${other} end`
  return `
select ${numbers('k.oid')} as oid, ${numbers('k.conrelid')} as relation, ${values('k.conname')} as name, ${letters('k.contype')} as type, ${values('k.conkey')} as columns,
  ${numbers(`case when k.contype in ('p', 'u', 'x') then k.conindid else 0 end`)} as index, ${numbers(ofForeignKey('k.confrelid', '0'))} as other, ${values(ofForeignKey('k.confkey', 'null'))} as other_columns,
  ${letters(ofForeignKey('k.confupdtype', `'a'`))} as on_update, ${letters(ofForeignKey('k.confdeltype', `'a'`))} as on_delete, ${numbers(sum.join(' + '))} as flags,
  ${values(`case when k.contype not in ('p', 'u', 'f') then pg_catalog.pg_get_constraintdef(k.oid) end`)} as definition, ${values(attachedSql)} as attached_to
from pg_catalog.pg_constraint k
where k.conrelid >= ${firstOfUsers} and k.contype not in ('n', 't') and not (k.contype = 'f' and k.conparentid <> 0)`
}

const attachedSql = `case when k.conparentid <> 0 then (select pg_catalog.json_build_array(c.relkind, n.nspname, c.relname, p.conname) from pg_catalog.pg_constraint p
      join pg_catalog.pg_class c on c.oid = p.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where p.oid = k.conparentid)
    when k.contype = 'c' and not k.conislocal then (select pg_catalog.json_build_array(c.relkind, n.nspname, c.relname, k.conname) from pg_catalog.pg_inherits i
      join pg_catalog.pg_constraint p on p.conrelid = i.inhparent and p.conname = k.conname and p.contype = 'c'
      join pg_catalog.pg_class c on c.oid = p.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where i.inhrelid = k.conrelid order by i.inhseqno limit 1) end`

/** One constraint of the lists. */
export interface ReadConstraint {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly type: string
  readonly columns: readonly number[]
  readonly index: number
  readonly other: number
  readonly otherColumns: readonly number[]
  readonly onUpdate: string
  readonly onDelete: string
  readonly flags: number
  readonly definition: string | null
  readonly attachedTo: readonly [relkind: string, schema: string, table: string, name: string] | null
}

export function constraintsIn(row: ConstraintsRow): readonly ReadConstraint[] {
  const [relations, indexes, others, sums] = [row.relation, row.index, row.other, row.flags].map(numbersIn)
  return numbersIn(row.oid).map((oid, i) => ({
    oid,
    relation: relations![i]!,
    name: row.name![i]!,
    type: row.type![i]!,
    columns: row.columns![i] ?? none,
    index: indexes![i]!,
    other: others![i]!,
    otherColumns: row.other_columns![i] ?? none,
    onUpdate: row.on_update![i]!,
    onDelete: row.on_delete![i]!,
    flags: sums![i]!,
    definition: row.definition![i]!,
    attachedTo: row.attached_to![i]!,
  }))
}

const none: readonly number[] = []

/** Whether a constraint is no more than its columns, and what a foreign key refers to and does. */
export function isPlain({ flags: sum }: ReadConstraint): boolean {
  return (sum & (flags.special | flags['not valid'] | flags['not enforced'])) === 0
}

/** Where the definitions are, by id, and the indexes behind. */
interface Around {
  readonly definitions: ReadonlyMap<number, string>
  readonly indexes: ReadIndexes
  readonly relations: Relations
  readonly commentOf: Known['commentOf']
}

export function* constraintFacts(
  constraints: readonly ReadConstraint[],
  around: Around,
): Generator<AnyFound> {
  for (const constraint of constraints) {
    const relation = around.relations.get(constraint.relation)
    if (relation === undefined) continue
    const [schema, table] = relation.name
    yield {
      kind: 'constraint',
      name: [schema, table, constraint.name],
      parent: relation.key,
      place: { catalog: 'pg_constraint', oid: constraint.oid },
      facets: constraintFacets(constraint, relation, around),
    }
  }
}

function constraintFacets(
  constraint: ReadConstraint,
  { columns }: RelationName,
  { definitions, indexes, commentOf }: Around,
): FoundFacets<'constraint'> {
  const index = indexes.get(constraint.index)
  return {
    type: types[constraint.type] ?? 'check',
    definition: constraint.definition ?? definitions.get(constraint.oid)!,
    validated: (constraint.flags & flags['not valid']) === 0,
    enforced: (constraint.flags & flags['not enforced']) === 0,
    columns: constraint.columns.map((number) => columns[number]?.name ?? ''),
    index:
      index === undefined
        ? null
        : commented(backingIndex(index), commentOf({ catalog: 'pg_class', oid: constraint.index })),
    attachedTo: attachedTo(constraint, indexes),
    comment: null,
    owner: null,
    grants: null,
  }
}

type Backing = NonNullable<FacetsOf['constraint']['index']>

/** `COMMENT ON INDEX`: that of a constraint is another one. */
function commented(index: Backing, comment: string | null): Backing {
  return comment === null ? index : { ...index, indexComment: comment }
}

const types: Readonly<Record<string, FacetsOf['constraint']['type']>> = {
  p: 'primary key',
  u: 'unique',
  c: 'check',
  f: 'foreign key',
  x: 'exclude',
}

/** An index of the partitioned table may be no constraint's. */
function attachedTo(
  { index, flags: sum, attachedTo: table }: ReadConstraint,
  indexes: ReadIndexes,
): FactKey | null {
  const parent = (sum & flags['of a parent']) > 0 ? undefined : indexes.get(index)?.unusual?.attached_to
  if (parent) return keyOf('index', parent)
  if (table === null) return null
  const [relkind, ...name] = table
  return relationKinds[relkind] === undefined ? null : keyOf('constraint', name)
}
