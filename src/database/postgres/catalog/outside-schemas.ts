import { classIds } from './class-ids.ts'
import { definedReading, functionName, settingsList, typeName } from './defined.ts'
import { qualified, type Scope } from './scope.ts'

const procedure = (oid: string) => `${oid}::pg_catalog.oid::pg_catalog.regprocedure`
const castName = `pg_catalog.concat('(', ${typeName('o.castsource')}, ' AS ', ${typeName('o.casttarget')}, ')')`

/** Not that of a range to its multirange, which comes with the type. */
export const castReading = definedReading(() => ({
  kind: 'cast',
  catalog: 'pg_cast',
  name: castName,
  which: `not exists (select from pg_catalog.pg_depend d where d.classid = ${classIds.pg_cast} and d.objid = o.oid and d.deptype = 'i')`,
  definition: `pg_catalog.concat('CREATE CAST ', ${castName}, case o.castmethod when 'f' then pg_catalog.concat(' WITH FUNCTION ', ${procedure('o.castfunc')})
    when 'i' then ' WITH INOUT' else ' WITHOUT FUNCTION' end, case o.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' end)`,
}))

export const conversionReading = definedReading(() => ({
  kind: 'conversion',
  catalog: 'pg_conversion',
  namespace: 'o.connamespace',
  owner: 'o.conowner',
  name: 'o.conname',
  definition: `pg_catalog.concat('CREATE ', case when o.condefault then 'DEFAULT ' end, 'CONVERSION ', ${qualified('n.nspname', 'o.conname')},
    ' FOR ', pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(o.conforencoding)), ' TO ', pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(o.contoencoding)),
    ' FROM ', ${functionName('o.conproc')})`,
}))

export const collationReading = definedReading((scope) => ({
  kind: 'collation',
  catalog: 'pg_collation',
  namespace: 'o.collnamespace',
  owner: 'o.collowner',
  name: 'o.collname',
  definition: `pg_catalog.concat('CREATE COLLATION ', ${qualified('n.nspname', 'o.collname')}, ' ', ${settingsList(collationSettings(scope))})`,
}))

/** Where the locale stands differs from major to major. */
function collationSettings({ version }: Scope): Readonly<Record<string, string>> {
  const own = version >= 170_000 ? 'o.colllocale' : version >= 150_000 ? 'o.colliculocale' : null
  const collate = 'o.collcollate::pg_catalog.text'
  const ctype = 'o.collctype::pg_catalog.text'
  const same = `case when ${collate} = ${ctype} then ${collate} end`
  const locale = own === null ? same : `coalesce(${own}::pg_catalog.text, ${same})`
  return {
    provider: `case o.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' when 'd' then 'default' end`,
    deterministic: `case when not o.collisdeterministic then 'false' end`,
    locale: `pg_catalog.quote_literal(${locale})`,
    lc_collate: `case when ${collate} <> ${ctype} then pg_catalog.quote_literal(${collate}) end`,
    lc_ctype: `case when ${collate} <> ${ctype} then pg_catalog.quote_literal(${ctype}) end`,
    rules: version >= 160_000 ? 'pg_catalog.quote_literal(o.collicurules)' : 'null::pg_catalog.text',
  }
}

export const languageReading = definedReading(() => ({
  kind: 'language',
  catalog: 'pg_language',
  owner: 'o.lanowner',
  name: 'o.lanname',
  definition: `pg_catalog.concat('CREATE ', case when o.lanpltrusted then 'TRUSTED ' end, 'LANGUAGE ', pg_catalog.quote_ident(o.lanname),
    ' HANDLER ' || ${functionName('o.lanplcallfoid')}, ' INLINE ' || ${functionName('o.laninline')}, ' VALIDATOR ' || ${functionName('o.lanvalidator')})`,
}))

const transformName = `pg_catalog.concat('FOR ', ${typeName('o.trftype')}, ' LANGUAGE ', pg_catalog.quote_ident(l.lanname))`

export const transformReading = definedReading(() => ({
  kind: 'transform',
  catalog: 'pg_transform',
  name: transformName,
  joins: 'join pg_catalog.pg_language l on l.oid = o.trflang',
  definition: `pg_catalog.concat('CREATE TRANSFORM ', ${transformName}, ' (', pg_catalog.concat_ws(', ',
    case when o.trffromsql <> 0 then pg_catalog.concat('FROM SQL WITH FUNCTION ', ${procedure('o.trffromsql')}) end,
    case when o.trftosql <> 0 then pg_catalog.concat('TO SQL WITH FUNCTION ', ${procedure('o.trftosql')}) end), ')')`,
}))

export const accessMethodReading = definedReading(() => ({
  kind: 'access method',
  catalog: 'pg_am',
  name: 'o.amname',
  definition: `pg_catalog.concat('CREATE ACCESS METHOD ', pg_catalog.quote_ident(o.amname), ' TYPE ', case o.amtype when 't' then 'TABLE' else 'INDEX' end,
    ' HANDLER ', ${functionName('o.amhandler')})`,
}))
