import type { FacetsOf } from '../../../schema/facets.ts'
import { keyOf } from '../../../schema/schema.ts'
import { defaultName } from '../../../schema/default-name.ts'
import { reading, type AnyFound, type Known } from './found.ts'
import type { RelationName } from './relation-names.ts'
import { firstOfUsers, list, qualified, type Scope } from './scope.ts'

type Sequence = readonly [
  name: string,
  start: string,
  increment: string,
  min: string,
  max: string,
  cache: string,
  cycle: boolean,
]

export interface ColumnRow {
  readonly relation: number
  readonly number: number
  readonly name: string
  readonly type: string
  readonly collation: string | null
  readonly not_null: boolean
  readonly identity: string
  readonly sequence: Sequence | null
  readonly generated: string
  readonly expression: string | null
  readonly expression_oid: number | null
  readonly storage: string | null
  readonly compression: string | null
  readonly statistics: number | null
  readonly options: readonly string[] | null
  readonly foreign_options: readonly string[] | null
  readonly inherited: boolean
  /** Of PostgreSQL 18: the id of the NOT NULL, and what can be said of one that may be otherwise than the server makes it. */
  readonly not_null_oid: number | null
  readonly constraint: NotNull | null
}

/** Its name, that of a parent's from which it may come. */
type NotNull = readonly [
  name: string,
  noInherit: boolean,
  validated: boolean,
  parents: readonly string[] | null,
  isOfParent: boolean,
]

/** Columns, and their defaults. Attributes of composite types are read with these. */
export const columnReading = reading<ColumnRow>(columnsSql, (rows, known) =>
  rows.flatMap((row) => {
    const relation = known.relations.get(row.relation)
    return relation === undefined || relation.kind === 'composite type'
      ? []
      : columnFacts(row, relation, known)
  }),
)

function columnsSql({ version }: Scope): string {
  const hasNotNulls = version >= 180_000
  return `
select a.attrelid as relation, a.attnum as number, a.attname::pg_catalog.text as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
  case when a.attcollation <> 0 and a.attcollation <> t.typcollation then (select ${qualified('cn.nspname', 'co.collname')}
    from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end as collation,
  a.attnotnull as not_null, a.attidentity::pg_catalog.text as identity, s.sequence, a.attgenerated::pg_catalog.text as generated,
  pg_catalog.pg_get_expr(d.adbin, case when a.attgenerated = '' then 0 else d.adrelid end) as expression, d.oid as expression_oid,
  case when a.attstorage <> t.typstorage then a.attstorage::pg_catalog.text end as storage,
  ${version < 140_000 ? `null::pg_catalog.text` : `nullif(a.attcompression::pg_catalog.text, '')`} as compression,
  nullif(a.attstattarget, -1) as statistics, ${list('a.attoptions')} as options, ${list('a.attfdwoptions')} as foreign_options,
  not a.attislocal as inherited, ${hasNotNulls ? `k.oid as not_null_oid, ${notNullSql}` : 'null::pg_catalog.oid as not_null_oid, null::pg_catalog.json'} as constraint
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join (${identitySql}) s on s.relation = a.attrelid and s.number = a.attnum
  ${hasNotNulls ? `left join pg_catalog.pg_constraint k on k.conrelid = a.attrelid and k.contype = 'n' and k.conkey[1] = a.attnum and a.attnotnull` : ''}
where a.attrelid >= ${firstOfUsers} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
order by a.attrelid, a.attnum`
}

const identitySql = `select sd.refobjid as relation, sd.refobjsubid as number, pg_catalog.json_build_array(sc.relname, s.seqstart::pg_catalog.text, s.seqincrement::pg_catalog.text, s.seqmin::pg_catalog.text,
    s.seqmax::pg_catalog.text, s.seqcache::pg_catalog.text, s.seqcycle) as sequence
  from pg_catalog.pg_depend sd join pg_catalog.pg_sequence s on s.seqrelid = sd.objid join pg_catalog.pg_class sc on sc.oid = s.seqrelid
 where sd.refclassid = 1259 and sd.refobjsubid > 0 and sd.classid = 1259 and sd.deptype = 'i'`

/** Null where nobody need look at it. */
const notNullSql = `case when k.coninhcount > 0 or k.connoinherit or not k.convalidated or k.conname::pg_catalog.text <> pg_catalog.concat(c.relname, '_', a.attname, '_not_null')
    then pg_catalog.json_build_array(k.conname, k.connoinherit, k.convalidated, case when k.coninhcount > 0 then
      (select pg_catalog.json_agg(pk.conname) from pg_catalog.pg_inherits i join pg_catalog.pg_constraint pk on pk.conrelid = i.inhparent and pk.contype = 'n'
        join pg_catalog.pg_attribute pa on pa.attrelid = i.inhparent and pa.attnum = pk.conkey[1] and pa.attname = a.attname where i.inhrelid = a.attrelid) end,
      k.coninhcount > 0 and not k.conislocal and a.attislocal) end`

function columnFacts(row: ColumnRow, relation: RelationName, known: Known): readonly AnyFound[] {
  const name = [...relation.name, row.name]
  const column: AnyFound = {
    kind: 'column',
    name,
    parent: relation.key,
    place: { catalog: 'pg_class', oid: row.relation, column: row.number },
    ...(row.not_null_oid === null ? {} : { parts: [{ catalog: 'pg_constraint', oid: row.not_null_oid }] }),
    facets: columnFacets(row, relation, known),
  }
  if (row.expression === null || row.expression_oid === null || row.generated !== '') return [column]
  return [
    column,
    {
      kind: 'default',
      name,
      parent: keyOf('column', name),
      place: { catalog: 'pg_attrdef', oid: row.expression_oid },
      facets: { expression: row.expression },
    },
  ]
}

function columnFacets(row: ColumnRow, relation: RelationName, known: Known): FacetsOf['column'] {
  return {
    type: row.type,
    collation: row.collation,
    notNull: row.not_null,
    notNullConstraint: notNullConstraint(row, relation, known),
    identity: identityOf(row),
    generated:
      row.generated === ''
        ? null
        : { expression: row.expression ?? '', kept: row.generated === 'v' ? 'VIRTUAL' : 'STORED' },
    storage: row.storage === null ? null : (storages[row.storage] ?? row.storage),
    compression: row.compression === null ? null : (compressions[row.compression] ?? row.compression),
    statistics: row.statistics,
    options: (row.options ?? []).toSorted(),
    foreignOptions: (row.foreign_options ?? []).toSorted(),
    inherited: row.inherited,
  }
}

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' }
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' }

function identityOf({ identity, sequence }: ColumnRow): FacetsOf['column']['identity'] {
  if (sequence === null) return null
  const [name, start, increment, min, max, cache, cycle] = sequence
  return {
    when: identity === 'a' ? 'ALWAYS' : 'BY DEFAULT',
    sequence: { name, start, increment, min, max, cache, cycle },
  }
}

/** Null where the server makes one like it by itself: of the parent's name where there is one, else of the column's. */
function notNullConstraint(
  { name: column, constraint, not_null_oid: oid }: ColumnRow,
  { name: [, relation] }: RelationName,
  { commentOf }: Known,
): FacetsOf['column']['notNullConstraint'] {
  if (oid === null) return null
  const comment = commentOf({ catalog: 'pg_constraint', oid })
  if (constraint === null)
    return comment === null ? null : { name: null, noInherit: false, validated: true, comment }
  const [name, noInherit, validated, parents, isOfParent] = constraint
  const isByDefault = (parents ?? [defaultName(relation, column, 'not_null')]).includes(name)
  if (isByDefault && !noInherit && validated && comment === null && !isOfParent) return null
  const found = { name: isByDefault ? null : name, noInherit, validated, comment }
  return isOfParent ? { ...found, isOfParent } : found
}
