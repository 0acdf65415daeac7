import { classIds } from './class-ids.ts'
import { definedReading, functionName, operatorName, settingsList, typeName } from './defined.ts'
import { qualified } from './scope.ts'

/** As DROP AGGREGATE takes it. */
const aggregateName = `pg_catalog.concat(pg_catalog.quote_ident(o.proname), '(', coalesce(nullif(pg_catalog.oidvectortypes(o.proargtypes), ''), '*'), ')')`

const modifies = (column: string) =>
  `case when ${column} <> case when g.aggkind = 'n' then 'r' else 'w' end::pg_catalog."char"
    then case ${column} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' when 'w' then 'READ_WRITE' end end`

const flag = (condition: string) => `case when ${condition} then 'true' end`

export const aggregateReading = definedReading(() => ({
  kind: 'aggregate',
  catalog: 'pg_proc',
  namespace: 'o.pronamespace',
  owner: 'o.proowner',
  name: aggregateName,
  joins: 'join pg_catalog.pg_aggregate g on g.aggfnoid = o.oid',
  which: `o.prokind = 'a'`,
  definition: `pg_catalog.concat('CREATE AGGREGATE ', ${qualified('n.nspname', 'o.proname')}, '(', coalesce(nullif(pg_catalog.pg_get_function_arguments(o.oid), ''), '*'), ') ', ${settingsList(
    {
      SFUNC: functionName('g.aggtransfn'),
      STYPE: typeName('g.aggtranstype'),
      SSPACE: `nullif(g.aggtransspace, 0)::pg_catalog.text`,
      FINALFUNC: functionName('g.aggfinalfn'),
      FINALFUNC_EXTRA: flag('g.aggfinalextra'),
      FINALFUNC_MODIFY: modifies('g.aggfinalmodify'),
      COMBINEFUNC: functionName('g.aggcombinefn'),
      SERIALFUNC: functionName('g.aggserialfn'),
      DESERIALFUNC: functionName('g.aggdeserialfn'),
      INITCOND: 'pg_catalog.quote_literal(g.agginitval)',
      MSFUNC: functionName('g.aggmtransfn'),
      MINVFUNC: functionName('g.aggminvtransfn'),
      MSTYPE: typeName('g.aggmtranstype'),
      MSSPACE: `nullif(g.aggmtransspace, 0)::pg_catalog.text`,
      MFINALFUNC: functionName('g.aggmfinalfn'),
      MFINALFUNC_EXTRA: flag('g.aggmfinalextra'),
      MFINALFUNC_MODIFY: `case when g.aggmtransfn <> 0 then ${modifies('g.aggmfinalmodify')} end`,
      MINITCOND: 'pg_catalog.quote_literal(g.aggminitval)',
      SORTOP: operatorName('g.aggsortop'),
      HYPOTHETICAL: flag(`g.aggkind = 'h'`),
      PARALLEL: `case o.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end`,
    },
  )})`,
}))

/** Not those that are promised only: another one names them as its commutator or negator. */
export const operatorReading = definedReading(() => ({
  kind: 'operator',
  catalog: 'pg_operator',
  namespace: 'o.oprnamespace',
  owner: 'o.oprowner',
  name: `pg_catalog.concat(o.oprname, '(', coalesce(${typeName('o.oprleft')}, 'NONE'), ', ', coalesce(${typeName('o.oprright')}, 'NONE'), ')')`,
  which: `o.oprcode::pg_catalog.oid <> 0`,
  definition: `pg_catalog.concat('CREATE OPERATOR ', pg_catalog.quote_ident(n.nspname), '.', o.oprname, ' ', ${settingsList(
    {
      FUNCTION: functionName('o.oprcode'),
      LEFTARG: typeName('o.oprleft'),
      RIGHTARG: typeName('o.oprright'),
      COMMUTATOR: operatorName('o.oprcom'),
      NEGATOR: operatorName('o.oprnegate'),
      RESTRICT: functionName('o.oprrest'),
      JOIN: functionName('o.oprjoin'),
      HASHES: flag('o.oprcanhash'),
      MERGES: flag('o.oprcanmerge'),
    },
  )})`,
}))

const familyName = (oid: string) =>
  `(select ${qualified('fn.nspname', 'f.opfname')} from pg_catalog.pg_opfamily f join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace where f.oid = ${oid})`

/** Operators and functions of a class, or those that stand loose in a family, as a list in SQL; null: none. */
const members = (
  of: 'pg_opclass' | 'pg_opfamily',
) => `(select pg_catalog.string_agg(text, ', ' order by text collate pg_catalog."C") from (
    select pg_catalog.concat('OPERATOR ', m.amopstrategy, ' ', m.amopopr::pg_catalog.regoperator,
        case when m.amopsortfamily <> 0 then pg_catalog.concat(' FOR ORDER BY ', ${familyName('m.amopsortfamily')}) end) as text
      from pg_catalog.pg_amop m join pg_catalog.pg_depend d on d.classid = ${classIds.pg_amop} and d.objid = m.oid
     where d.refclassid = ${classIds[of]} and d.refobjid = o.oid and d.deptype in ('i', 'a')
    union all
    select pg_catalog.concat('FUNCTION ', m.amprocnum, ' (', ${typeName('m.amproclefttype')}, ', ', ${typeName('m.amprocrighttype')}, ') ', m.amproc::pg_catalog.oid::pg_catalog.regprocedure)
      from pg_catalog.pg_amproc m join pg_catalog.pg_depend d on d.classid = ${classIds.pg_amproc} and d.objid = m.oid
     where d.refclassid = ${classIds[of]} and d.refobjid = o.oid and d.deptype in ('i', 'a')
  ) as members)`

/** As DROP OPERATOR CLASS takes it, behind the schema. */
const withMethod = (name: string) =>
  `pg_catalog.concat(pg_catalog.quote_ident(${name}), ' USING ', pg_catalog.quote_ident(am.amname))`

export const operatorClassReading = definedReading(() => ({
  kind: 'operator class',
  catalog: 'pg_opclass',
  namespace: 'o.opcnamespace',
  owner: 'o.opcowner',
  name: withMethod('o.opcname'),
  joins: 'join pg_catalog.pg_am am on am.oid = o.opcmethod',
  definition: `pg_catalog.concat('CREATE OPERATOR CLASS ', ${qualified('n.nspname', 'o.opcname')}, case when o.opcdefault then ' DEFAULT' end,
    ' FOR TYPE ', ${typeName('o.opcintype')}, ' USING ', pg_catalog.quote_ident(am.amname), ' FAMILY ', ${familyName('o.opcfamily')}, ' AS ',
    pg_catalog.concat_ws(', ', ${members('pg_opclass')}, case when o.opckeytype <> 0 or ${members('pg_opclass')} is null
      then 'STORAGE ' || coalesce(${typeName('o.opckeytype')}, ${typeName('o.opcintype')}) end))`,
}))

/** With what stands loose in it, in a second statement. */
export const operatorFamilyReading = definedReading(() => ({
  kind: 'operator family',
  catalog: 'pg_opfamily',
  namespace: 'o.opfnamespace',
  owner: 'o.opfowner',
  name: withMethod('o.opfname'),
  joins: 'join pg_catalog.pg_am am on am.oid = o.opfmethod',
  definition: `pg_catalog.concat('CREATE OPERATOR FAMILY ', ${qualified('n.nspname', 'o.opfname')}, ' USING ', pg_catalog.quote_ident(am.amname),
    pg_catalog.concat(';', pg_catalog.chr(10), 'ALTER OPERATOR FAMILY ', ${qualified('n.nspname', 'o.opfname')}, ' USING ', pg_catalog.quote_ident(am.amname), ' ADD ') || ${members('pg_opfamily')})`,
}))
