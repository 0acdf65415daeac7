import type { Attribute } from '../../../schema/facets.ts'
import { defaultName } from '../../../schema/default-name.ts'
import { reading, type Known } from './found.ts'
import { isOwn, isOwnSchema, nameOfRole, qualified, type Scope } from './scope.ts'

interface EnumRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly values: readonly string[] | null
}

export const enumReading = reading<EnumRow>(
  (scope) => `
select t.oid, n.nspname::pg_catalog.text as schema, t.typname::pg_catalog.text as name, ${nameOfRole('t.typowner')} as owner,
  (select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid) as values
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'e' and ${isOwnSchema(scope)} and ${isOwn('pg_type', 't.oid')}`,
  (rows) =>
    rows.map(({ oid, schema, name, owner, values }) => ({
      kind: 'enum',
      name: [schema, name],
      owner,
      place: { catalog: 'pg_type', oid },
      facets: { values: values ?? [] },
    })),
)

interface CompositeRow {
  readonly oid: number
  readonly relation: number
  readonly owner: string
  readonly attributes: readonly AttributeRow[] | null
}

type AttributeRow = readonly [number: number, name: string, type: string, collation: string | null]

export const compositeReading = reading<CompositeRow>(compositesSql, (rows, known) =>
  rows.flatMap(({ oid, relation, owner, attributes }) => {
    const name = known.relations.get(relation)?.name
    if (name === undefined) return []
    const facets = { attributes: (attributes ?? []).map((row) => attributeOf(row, relation, known)) }
    return [{ kind: 'composite type', name, owner, place: { catalog: 'pg_type', oid }, facets }]
  }),
)

function compositesSql(scope: Scope): string {
  return `
select t.oid, t.typrelid as relation, ${nameOfRole('t.typowner')} as owner,
  (select pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> 0 and a.attcollation <> y.typcollation then (select ${qualified('cn.nspname', 'co.collname')}
        from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end) order by a.attnum)
    from pg_catalog.pg_attribute a join pg_catalog.pg_type y on y.oid = a.atttypid where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace join pg_catalog.pg_class c on c.oid = t.typrelid
where t.typtype = 'c' and c.relkind = 'c' and ${isOwnSchema(scope)} and ${isOwn('pg_type', 't.oid')}`
}

function attributeOf(
  [number, name, type, collation]: AttributeRow,
  relation: number,
  { commentOf }: Known,
): Attribute {
  return { name, type, collation, comment: commentOf({ catalog: 'pg_class', oid: relation, column: number }) }
}

interface DomainRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly type: string
  readonly collation: string | null
  readonly notNull: boolean
  readonly default: string | null
  readonly not_null_at: readonly [oid: number, name: string] | null
}

export const domainReading = reading<DomainRow>(
  (scope) => `
select t.oid, n.nspname::pg_catalog.text as schema, t.typname::pg_catalog.text as name, ${nameOfRole('t.typowner')} as owner,
  pg_catalog.format_type(t.typbasetype, t.typtypmod) as type, t.typnotnull as "notNull", pg_catalog.pg_get_expr(t.typdefaultbin, 0) as "default",
  case when t.typcollation <> 0 and t.typcollation <> b.typcollation then (select ${qualified('cn.nspname', 'co.collname')}
    from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = t.typcollation) end as collation,
  (select pg_catalog.json_build_array(k.oid::pg_catalog.int8, k.conname) from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'n') as not_null_at
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace join pg_catalog.pg_type b on b.oid = t.typbasetype
where t.typtype = 'd' and ${isOwnSchema(scope)} and ${isOwn('pg_type', 't.oid')}`,
  (rows) =>
    rows.map(({ oid, schema, name, owner, not_null_at: at, ...facets }) => ({
      kind: 'domain',
      name: [schema, name],
      owner,
      place: { catalog: 'pg_type', oid },
      parts: at === null ? [] : [{ catalog: 'pg_constraint', oid: at[0] }],
      facets: {
        ...facets,
        notNullName: at === null || at[1] === defaultName(name, undefined, 'not_null') ? null : at[1],
      },
    })),
)
