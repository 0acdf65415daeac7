import type { FacetsOf } from '../../../schema/facets.ts'
import { classIds } from './class-ids.ts'
import { reading, type AnyFound } from './found.ts'
import { plainRoutine } from './plain-routine.ts'
import { isOwn, isOwnSchema, nameOfRole, type Scope } from './scope.ts'

interface RoutineRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly prokind: string
  readonly owner: string
  readonly definition: string
  readonly signature: string | null
  readonly result: string | null
  readonly defaults: number
  readonly language: string
  readonly body: string
}

/** Functions, window functions among them, and procedures. */
export const routineReading = reading<RoutineRow>(routinesSql, (rows, { serverVersion }) =>
  rows.map((row) => routineFact(row, serverVersion)),
)

function routinesSql(scope: Scope): string {
  const body =
    scope.version < 140_000
      ? 'p.prosrc'
      : `coalesce(case when p.prosqlbody is not null then pg_catalog.pg_get_function_sqlbody(p.oid) end, p.prosrc)`
  return `
select p.oid, n.nspname::pg_catalog.text as schema, pg_catalog.concat(pg_catalog.quote_ident(p.proname), '(', pg_catalog.oidvectortypes(p.proargtypes), ')') as name,
  p.prokind::pg_catalog.text as prokind, ${nameOfRole('p.proowner')} as owner, pg_catalog.pg_get_functiondef(p.oid) as definition,
  (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', (p.proargmodes::pg_catalog.text[])[a.number], pg_catalog.quote_ident(nullif(p.proargnames[a.number], '')), pg_catalog.format_type(a.type, null)), ', ' order by a.number)
    from pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[])) with ordinality as a (type, number)) as signature,
  pg_catalog.pg_get_function_result(p.oid) as result, p.pronargdefaults as defaults, l.lanname::pg_catalog.text as language, ${body} as body
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
where p.prokind in ('f', 'w', 'p') and ${isOwnSchema(scope)} and ${isOwn('pg_proc', 'p.oid')}
  and not exists (select from pg_catalog.pg_depend d where d.classid = ${classIds.pg_proc} and d.objid = p.oid and d.deptype = 'i')`
}

function routineFact(row: RoutineRow, serverVersion: number): AnyFound {
  return {
    kind: row.prokind === 'p' ? 'procedure' : 'function',
    name: [row.schema, row.name],
    owner: row.owner,
    place: { catalog: 'pg_proc', oid: row.oid },
    facets: routineFacets(row, serverVersion),
  }
}

function routineFacets(row: RoutineRow, serverVersion: number): FacetsOf['function'] {
  const kind = row.prokind === 'w' ? 'WINDOW ' : ''
  return {
    definition: plainRoutine(row.definition.trimEnd(), row.prokind, serverVersion),
    signature: `${kind}(${row.signature ?? ''})${row.result === null ? '' : ` RETURNS ${row.result}`}`,
    defaults: row.defaults,
    language: row.language,
    body: row.body,
  }
}
