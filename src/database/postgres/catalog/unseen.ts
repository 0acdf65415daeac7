import type { UnseenObject } from '../../../schema/schema.ts'
import { quoteIdentifier } from '../../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../../psql/quote-literal.ts'
import { classIds, type ClassName } from './class-ids.ts'
import { hiddenMappingsSql } from './foreign.ts'
import { exploded, grantsIn, withRights, type RightsRow } from './grants.ts'
import type { ByPlace } from './by-place.ts'
import { outside, type Dependencies, type Owner, type Owners } from './needs.ts'
import { numbers, numbersIn, type Numbers } from './lists.ts'
import { firstOfUsers, isOwnSchema, type Scope } from './scope.ts'

/** What has ids, but is no object of its own: a value of an enum, data. Subscriptions are asked for by name, for not all of their columns are shown to all. */
const noObjects = ['pg_enum', 'pg_largeobject_metadata', 'pg_subscription']

/** Rows that count, where not all do. */
const which: Partial<Readonly<Record<ClassName, string>>> = {
  pg_class: `o.relnamespace <> (select t.oid from pg_catalog.pg_namespace t where t.nspname = 'pg_toast')`,
  // The NOT NULL of a domain is a facet of it.
  pg_constraint: `(o.contypid = 0 or o.contype <> 'n')`,
  // Without a function it is a promise only, which a dump does not keep.
  pg_operator: `o.oprcode::pg_catalog.oid <> 0`,
  // Those of constraints.
  pg_trigger: `not o.tgisinternal`,
}

/** The ids of all objects of users, by catalog. */
export interface ScanRow {
  readonly classid: number
  readonly oids: Numbers
}

export function scanSql({ version }: Scope): string {
  return (
    (Object.keys(classIds) as ClassName[])
      .filter((catalog) => version >= 150_000 || catalog !== 'pg_publication_namespace')
      // Shown to superusers only; a view tells of all of them.
      .filter((catalog) => catalog !== 'pg_user_mapping')
      .map(
        (catalog) => `select ${classIds[catalog]} as classid, (select ${numbers('o.oid')}
    from pg_catalog.${catalog} o where o.oid >= ${firstOfUsers} and ${which[catalog] ?? 'true'}) as oids`,
      )
      .join('\nunion all\n')
  )
}

/** Ids of the schemas that are not part of the snapshot. */
export function outsideSql(scope: Scope): string {
  return `select n.oid from pg_catalog.pg_namespace n where n.oid >= ${firstOfUsers} and not (${isOwnSchema(scope)})`
}

/** Catalogs of objects that are in no list here: a later PostgreSQL's. */
export function unknownCatalogsSql(known: readonly string[] = Object.keys(classIds)): string {
  return `select c.oid, c.relname::pg_catalog.text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'pg_catalog' and c.oid < ${firstOfUsers} and c.relkind = 'r' and not c.relisshared and c.relname not in (${[...known, ...noObjects].map(quoteLiteral).join(', ')})
      and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'oid' and a.attnum > 0 and not a.attisdropped)`
}

/** The objects of users in such a catalog, members of extensions left out. */
export function unknownObjectsSql(catalog: string): string {
  return `select i.type as kind, i.identity as name from pg_catalog.${quoteIdentifier(catalog)} o, pg_catalog.pg_identify_object(o.tableoid, o.oid, 0) i
    where o.oid >= ${firstOfUsers} and not exists (select from pg_catalog.pg_depend member where member.classid = o.tableoid and member.objid = o.oid and member.deptype = 'e')`
}

/** What is asked for by name: a subscription, a label, rights that another than the extension or initdb gave. */
export function namedSql(): string {
  return `select 'subscription' as kind, pg_catalog.quote_ident(s.subname) as name, null::pg_catalog.json as rights, null::pg_catalog.json as base from pg_catalog.pg_subscription s
  where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
union all
${hiddenMappingsSql}
union all
select 'security label', pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid), null, null from pg_catalog.pg_seclabel l
union all
select 'state of a trigger', pg_catalog.pg_describe_object(${classIds.pg_trigger}, t.oid, 0), null, null
  from pg_catalog.pg_trigger t where t.tgrelid >= ${firstOfUsers} and (t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'O'
   or t.tgparentid <> 0 and t.tgenabled <> coalesce((select p.tgenabled from pg_catalog.pg_trigger p where p.oid = t.tgparentid), 'O'))
union all
${withRights.map(givenRightsSql).join('\nunion all\n')}
union all
select 'rights', pg_catalog.pg_describe_object(${classIds.pg_class}, o.oid, a.number), ${exploded('a.now')}, ${exploded('a.first')}
  from (${columnRightsSql}) a join pg_catalog.pg_class o on o.oid = a.relation
 where a.now::pg_catalog.text is distinct from a.first::pg_catalog.text and ${isGiven('pg_class', 'o.oid')}`
}

/** Of columns, what there is and what there was at first, of either of which there is little: to look at all columns for both takes the server long. */
const columnRightsSql = `select given.* from (select a.attrelid as relation, a.attnum as number, a.attacl as now, (select i.initprivs from pg_catalog.pg_init_privs i
    where i.classoid = ${classIds.pg_class} and i.objoid = a.attrelid and i.objsubid = a.attnum) as first from pg_catalog.pg_attribute a where a.attnum > 0 and a.attacl is not null offset 0) given
  union all select a.attrelid, a.attnum, null, i.initprivs from pg_catalog.pg_init_privs i join pg_catalog.pg_attribute a on a.attrelid = i.objoid and a.attnum = i.objsubid
    where i.classoid = ${classIds.pg_class} and i.objsubid > 0 and a.attacl is null`

function givenRightsSql([catalog, rights, owner, kind]: (typeof withRights)[number]): string {
  const base = `pg_catalog.acldefault(${kind}, o.${owner})`
  return `select 'rights', pg_catalog.pg_describe_object(${classIds[catalog]}, o.oid, 0), ${exploded(`coalesce(o.${rights}, ${base})`)}, ${exploded(`coalesce(i.initprivs, ${base})`)}
  from pg_catalog.${catalog} o left join pg_catalog.pg_init_privs i on i.classoid = ${classIds[catalog]} and i.objoid = o.oid and i.objsubid = 0
 where (o.${rights} is not null or o.oid in (select h.objoid from pg_catalog.pg_init_privs h where h.classoid = ${classIds[catalog]} and h.objsubid = 0)) and o.${rights}::pg_catalog.text is distinct from i.initprivs::pg_catalog.text
   and ${isGiven(catalog, 'o.oid')}${catalog === 'pg_namespace' ? ` and o.nspname <> 'public'` : ''}`
}

/** Whether an extension made it, or initdb in pg_catalog: of information_schema initdb writes down no rights. */
function isGiven(catalog: ClassName, oid: string): string {
  const schema = namespaces[catalog]
  return `(${oid} < ${firstOfUsers}${schema === undefined ? '' : ` and ${schema} = ${ofCatalog}`} or exists (select from pg_catalog.pg_depend member
    where member.classid = ${classIds[catalog]} and member.objid = ${oid} and member.deptype = 'e'))`
}

/** The schema pg_catalog, by id. */
const ofCatalog = '11'

/** The schema of an object `o`. */
const namespaces: Partial<Readonly<Record<ClassName, string>>> = {
  pg_class: 'o.relnamespace',
  pg_proc: 'o.pronamespace',
  pg_type: 'o.typnamespace',
  pg_namespace: 'o.oid',
}

export interface NamedRow extends Pick<RightsRow, 'rights' | 'base'> {
  readonly kind: string
  readonly name: string
}

/** Those of the rows that are so in fact: rights may be written in two orders. */
export function namedIn(rows: readonly NamedRow[]): readonly UnseenObject[] {
  return rows
    .filter(({ kind, rights, base }) => kind !== 'rights' || grantsIn({ rights, base: base ?? [] }) !== null)
    .map(({ kind, name }) => ({ kind, name }))
}

/** An object, or what is said of it, by its place in the catalogs. */
export interface Leftover {
  readonly what: 'object' | 'comment' | 'rights' | 'dependency on an extension'
  readonly classid: number
  readonly oid: number
  readonly column: number
}

/** Parts that `pg_depend` ties no stronger than an index to its table: of an operator family, and what a column is generated by. */
const loose: ReadonlySet<number> = new Set([classIds.pg_amop, classIds.pg_amproc, classIds.pg_attrdef])

/** The objects that no fact stands for. */
export function leftObjects(
  rows: readonly ScanRow[],
  { owners, places }: { readonly owners: Owners; readonly places: ByPlace<Owner> },
): readonly Leftover[] {
  const isSeen = (classid: number, oid: number) => {
    if (places.get(classid, oid) !== undefined) return true
    const fact = owners.of(classid, oid, 0)
    if (fact === undefined) return false
    return isElsewhere(fact) || loose.has(classid) || owners.tieOf(classid, oid) !== 'a'
  }
  return rows.flatMap(({ classid, oids }) =>
    numbersIn(oids)
      .filter((oid) => !isSeen(classid, oid))
      .map((oid): Leftover => ({ what: 'object', classid, oid, column: 0 })),
  )
}

/** Whether it is an extension, which answers for its members, or nothing of the snapshot. */
export function isElsewhere(owner: Owner): boolean {
  return owner === outside || owner.kind === 'extension'
}

/** What ALTER … DEPENDS ON EXTENSION said. */
export function leftDependencies({ classid, oid, column, types }: Dependencies): readonly Leftover[] {
  const left: Leftover[] = []
  for (let row = types.indexOf('x'); row >= 0; row = types.indexOf('x', row + 1))
    left.push({
      what: 'dependency on an extension',
      classid: classid[row]!,
      oid: oid[row]!,
      column: column[row]!,
    })
  return left
}

/** SQL that names them. */
export function identitiesSql(left: readonly Leftover[]): string {
  const rows = left.map(
    ({ what, classid, oid, column }) =>
      `(${quoteLiteral(what)}, ${classid}::pg_catalog.oid, ${oid}::pg_catalog.oid, ${column})`,
  )
  return `select case l.what when 'object' then i.type else pg_catalog.concat(l.what, case when l.what = 'dependency on an extension' then ' of ' else ' on ' end, i.type) end as kind, i.identity as name
from (values ${rows.join(', ')}) l (what, classid, oid, number), pg_catalog.pg_identify_object(l.classid, l.oid, l.number) i where i.identity is not null`
}
