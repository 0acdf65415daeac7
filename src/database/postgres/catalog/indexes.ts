import type { FacetsOf } from '../../../schema/facets.ts'
import { keyOf } from '../../../schema/schema.ts'
import type { AnyFound, FoundFacets } from './found.ts'
import { list, firstOfUsers, type Scope } from './scope.ts'
import { numbers, numbersIn, values, type Numbers, type Values } from './lists.ts'
import type { Relations } from './relation-names.ts'

/** Lists, one entry for each index, those of constraints among them. */
export interface IndexesRow {
  readonly oid: Numbers
  readonly relation: Numbers
  readonly name: Values<string>
  readonly method: Values<string>
  /** Numbers with spaces between: the columns, 0 an expression; operator classes, collations and `indoption` of the first `keys` of them. */
  readonly columns: Values<string>
  readonly classes: Values<string>
  readonly collations: Values<string>
  readonly orders: Values<string>
  readonly keys: Numbers
  /** See {@link flags}. */
  readonly flags: Numbers
  readonly predicate: Values<string | null>
  readonly unusual: Values<UnusualIndex | null>
}

/** What few indexes have. */
interface UnusualIndex {
  readonly options: readonly string[] | null
  readonly tablespace: string | null
  readonly attached_to: readonly [schema: string, name: string] | null
  readonly statistics: readonly string[] | null
}

const flags = {
  unique: 1,
  /** That of a partitioned table is valid in itself: its partitions may lack theirs, and a restored dump says otherwise than what was dumped. */
  valid: 2,
  clustered: 4,
  'replica identity': 8,
  partitioned: 16,
  'nulls not distinct': 32,
  partial: 64,
  /** An operator class, or the statistics, of a column of it have settings. */
  'with column options': 128,
} as const

const schemaOfToast = '99'
/** Its own operator classes have no settings. */
const btree = '403'

export function indexesSql({ version }: Scope): string {
  const conditions: Readonly<Record<keyof typeof flags, string>> = {
    unique: 'x.indisunique',
    valid: `(x.indisvalid or c.relkind = 'I')`,
    clustered: 'x.indisclustered',
    'replica identity': 'x.indisreplident',
    partitioned: `c.relkind = 'I'`,
    'nulls not distinct': version < 150_000 ? 'false' : 'x.indnullsnotdistinct',
    partial: 'x.indpred is not null',
    'with column options': `(c.relam <> ${btree} or ${firstOfUsers} <= any (x.indclass)) and exists (select from pg_catalog.pg_attribute a where a.attrelid = x.indexrelid and a.attoptions is not null)`,
  }
  const sum = Object.entries(conditions).map(
    ([name, condition]) => `case when ${condition} then ${flags[name as keyof typeof flags]} else 0 end`,
  )
  return `
select ${numbers('x.indexrelid')} as oid, ${numbers('x.indrelid')} as relation, ${values('c.relname')} as name, ${values('am.amname')} as method,
  ${values('x.indkey::pg_catalog.text')} as columns, ${values('x.indclass::pg_catalog.text')} as classes, ${values('x.indcollation::pg_catalog.text')} as collations,
  ${values('x.indoption::pg_catalog.text')} as orders, ${numbers('x.indnkeyatts')} as keys, ${numbers(sum.join(' + '))} as flags,
  ${values('case when x.indpred is not null then pg_catalog.pg_get_expr(x.indpred, x.indrelid) end')} as predicate, ${values(unusualSql(version))} as unusual
from pg_catalog.pg_index x join pg_catalog.pg_class c on c.oid = x.indexrelid join pg_catalog.pg_am am on am.oid = c.relam
where x.indrelid >= ${firstOfUsers} and c.relnamespace <> ${schemaOfToast}`
}

function unusualSql(version: number): string {
  // PostgreSQL 17 says null where those before say -1. Only expressions have any.
  const isSet = version < 170_000 ? 'a.attstattarget >= 0' : 'a.attstattarget is not null'
  return `case when c.reloptions is not null or c.reltablespace <> 0 or c.relispartition or x.indexprs is not null then pg_catalog.json_build_object('options', ${list('c.reloptions')},
    'tablespace', case when c.reltablespace <> 0 then (select s.spcname::pg_catalog.text from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) end,
    'attached_to', case when c.relispartition then (select pg_catalog.json_build_array(pn.nspname, p.relname) from pg_catalog.pg_inherits i
      join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace where i.inhrelid = c.oid) end,
    'statistics', case when x.indexprs is not null then (select pg_catalog.json_agg(pg_catalog.concat(a.attnum, '=', a.attstattarget) order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and ${isSet}) end) end`
}

/** One index of the lists. */
export interface ReadIndex {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly method: string
  readonly columns: string
  readonly classes: string
  readonly collations: string
  readonly orders: string
  readonly keys: number
  readonly flags: number
  readonly predicate: string | null
  readonly unusual: UnusualIndex | null
}

/** By id. */
export type ReadIndexes = ReadonlyMap<number, ReadIndex>

export function indexesIn(row: IndexesRow): ReadIndexes {
  const [relations, keys, sums] = [numbersIn(row.relation), numbersIn(row.keys), numbersIn(row.flags)]
  const found = new Map<number, ReadIndex>()
  for (const [i, oid] of numbersIn(row.oid).entries())
    found.set(oid, {
      oid,
      relation: relations[i]!,
      name: row.name![i]!,
      method: row.method![i]!,
      columns: row.columns![i]!,
      classes: row.classes![i]!,
      collations: row.collations![i]!,
      orders: row.orders![i]!,
      keys: keys[i]!,
      flags: sums[i]!,
      predicate: row.predicate![i]!,
      unusual: row.unusual![i]!,
    })
  return found
}

export function isIndex(index: ReadIndex, flag: keyof typeof flags): boolean {
  return (index.flags & flags[flag]) > 0
}

/** What is told of the index behind a constraint, and of any. */
export function backingIndex(index: ReadIndex): NonNullable<FacetsOf['constraint']['index']> {
  const { unusual } = index
  return {
    options: unusual?.options?.toSorted() ?? none,
    tablespace: unusual?.tablespace ?? null,
    clustered: isIndex(index, 'clustered'),
    replicaIdentity: isIndex(index, 'replica identity'),
  }
}

const none: readonly string[] = []

/** Those that are no constraint's, with definitions by id. */
export function* indexFacts(
  indexes: readonly ReadIndex[],
  definitions: ReadonlyMap<number, string>,
  relations: Relations,
): Generator<AnyFound> {
  for (const index of indexes) {
    const relation = relations.get(index.relation)
    if (relation === undefined) continue
    yield {
      kind: 'index',
      name: [relation.name[0], index.name],
      parent: relation.key,
      place: { catalog: 'pg_class', oid: index.oid },
      facets: indexFacets(index, definitions.get(index.oid)!),
    }
  }
}

function indexFacets(index: ReadIndex, definition: string): FoundFacets<'index'> {
  const { options, tablespace, clustered, replicaIdentity } = backingIndex(index)
  const { unusual } = index
  return {
    options,
    tablespace,
    clustered,
    replicaIdentity,
    definition: withoutOptions(definition, unusual?.options ?? none),
    method: index.method,
    unique: isIndex(index, 'unique'),
    valid: isIndex(index, 'valid'),
    attachedTo: unusual?.attached_to ? keyOf('index', unusual.attached_to) : null,
    statistics: unusual?.statistics ?? none,
    comment: null,
    owner: null,
    grants: null,
  }
}

/** The server writes the storage parameters behind the columns, each value as a name or a string. */
function withoutOptions(definition: string, options: readonly string[]): string {
  const [first] = options
  if (first === undefined) return definition
  const start = definition.indexOf(` WITH (${first.slice(0, first.indexOf('='))}=`)
  if (start < 0) return definition
  const [clause = ''] = /^ WITH \((?:[^'"()]|'[^']*'|"[^"]*")*\)/.exec(definition.slice(start)) ?? []
  return definition.slice(0, start) + definition.slice(start + clause.length)
}
