import { keyOf } from '../../../schema/schema.ts'
import { definedReading, functionName, settingsList, typeName } from './defined.ts'
import { reading } from './found.ts'
import { firstOfUsers, isOwnSchema, qualified, type Scope } from './scope.ts'

interface DomainConstraintRow {
  readonly oid: number
  readonly schema: string
  readonly domain: string
  readonly name: string
  readonly definition: string
  readonly validated: boolean
}

export const domainConstraintReading = reading<DomainConstraintRow>(
  (scope) => `
select k.oid, n.nspname::pg_catalog.text as schema, t.typname::pg_catalog.text as domain, k.conname::pg_catalog.text as name, pg_catalog.pg_get_constraintdef(k.oid) as definition,
  k.convalidated as validated
from pg_catalog.pg_constraint k join pg_catalog.pg_type t on t.oid = k.contypid join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where k.contypid >= ${firstOfUsers} and k.contype = 'c' and ${isOwnSchema(scope)}
  and not exists (select from pg_catalog.pg_depend e where e.classid = 1247 and e.objid = t.oid and e.deptype = 'e')`,
  (rows) =>
    rows.map(({ oid, schema, domain, name, definition, validated }) => ({
      kind: 'domain constraint',
      name: [schema, domain, name],
      parent: keyOf('domain', [schema, domain]),
      place: { catalog: 'pg_constraint', oid },
      facets: { definition, validated },
    })),
)

const collationName = (oid: string) =>
  `(select ${qualified('cn.nspname', 'co.collname')} from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = ${oid})`

/** With the name of its multirange where that is not the one that the server gives. */
export const rangeTypeReading = definedReading(({ version }) => ({
  kind: 'range type',
  catalog: 'pg_type',
  namespace: 'o.typnamespace',
  owner: 'o.typowner',
  name: 'o.typname',
  joins:
    'join pg_catalog.pg_range g on g.rngtypid = o.oid join pg_catalog.pg_opclass oc on oc.oid = g.rngsubopc join pg_catalog.pg_type st on st.oid = g.rngsubtype',
  which: `o.typtype = 'r'`,
  definition: `pg_catalog.concat('CREATE TYPE ', ${qualified('n.nspname', 'o.typname')}, ' AS RANGE ', ${settingsList(
    {
      SUBTYPE: typeName('g.rngsubtype'),
      SUBTYPE_OPCLASS: `case when not oc.opcdefault then (select ${qualified('ocn.nspname', 'oc.opcname')} from pg_catalog.pg_namespace ocn where ocn.oid = oc.opcnamespace) end`,
      COLLATION: `case when g.rngcollation <> 0 and g.rngcollation <> st.typcollation then ${collationName('g.rngcollation')} end`,
      CANONICAL: functionName('g.rngcanonical'),
      SUBTYPE_DIFF: functionName('g.rngsubdiff'),
      MULTIRANGE_TYPE_NAME: version < 140_000 ? 'null::pg_catalog.text' : multirangeName,
    },
  )})`,
}))

/** In the range type's own schema, `range` in its name becomes `multirange`, and `_multirange` stands behind one without it. */
const multirangeName = `(select ${qualified('mn.nspname', 'm.typname')} from pg_catalog.pg_type m join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace
  where m.oid = g.rngmultitypid and (m.typnamespace <> o.typnamespace or m.typname::pg_catalog.text <> case when o.typname::pg_catalog.text ~ 'range'
    then pg_catalog.regexp_replace(o.typname::pg_catalog.text, 'range', 'multirange') else pg_catalog.concat(o.typname, '_multirange') end))`

/** A type with functions of its own, or one that is promised only. */
export const baseTypeReading = definedReading((scope) => ({
  kind: 'base type',
  catalog: 'pg_type',
  namespace: 'o.typnamespace',
  owner: 'o.typowner',
  name: 'o.typname',
  which: `(o.typtype = 'b' and o.oid not in (select e.typarray from pg_catalog.pg_type e) or o.typtype = 'p' and not o.typisdefined)`,
  definition: `pg_catalog.concat('CREATE TYPE ', ${qualified('n.nspname', 'o.typname')}, case when o.typisdefined then pg_catalog.concat(' ', ${settingsList(
    baseTypeSettings(scope),
  )}) end)`,
}))

function baseTypeSettings({ version }: Scope): Readonly<Record<string, string>> {
  return {
    INPUT: functionName('o.typinput'),
    OUTPUT: functionName('o.typoutput'),
    RECEIVE: functionName('o.typreceive'),
    SEND: functionName('o.typsend'),
    TYPMOD_IN: functionName('o.typmodin'),
    TYPMOD_OUT: functionName('o.typmodout'),
    ANALYZE: functionName('o.typanalyze'),
    SUBSCRIPT: version < 140_000 ? 'null::pg_catalog.text' : functionName('o.typsubscript'),
    INTERNALLENGTH: `case when o.typlen < 0 then 'VARIABLE' else o.typlen::pg_catalog.text end`,
    PASSEDBYVALUE: `case when o.typbyval then 'true' end`,
    ALIGNMENT: `case o.typalign when 'c' then 'char' when 's' then 'int2' when 'i' then 'int4' when 'd' then 'double' end`,
    STORAGE: `case o.typstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' when 'm' then 'main' end`,
    CATEGORY: `pg_catalog.quote_literal(o.typcategory::pg_catalog.text)`,
    PREFERRED: `case when o.typispreferred then 'true' end`,
    DEFAULT: `pg_catalog.quote_literal(o.typdefault)`,
    ELEMENT: typeName('o.typelem'),
    DELIMITER: `pg_catalog.quote_literal(o.typdelim::pg_catalog.text)`,
    COLLATABLE: `case when o.typcollation <> 0 then 'true' end`,
  }
}
