import type { FacetsOf, Firing } from '../../../schema/facets.ts'
import { reading } from './found.ts'
import { firstOfUsers } from './scope.ts'

const firings: Readonly<Record<string, Firing>> = { O: 'origin', A: 'always', R: 'replica', D: 'disabled' }

export function firingOf(letter: string): Firing {
  return firings[letter] ?? 'origin'
}

interface TriggerRow {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly definition: string
  readonly enabled: string
  readonly constraint: number
}

/** Not those of foreign keys, and not those that partitions have for one of their parent. */
export const triggerReading = reading<TriggerRow>(
  () => `
select t.oid, t.tgrelid as relation, t.tgname::pg_catalog.text as name, pg_catalog.pg_get_triggerdef(t.oid) as definition, t.tgenabled::pg_catalog.text as enabled, t.tgconstraint as constraint
from pg_catalog.pg_trigger t where t.tgrelid >= ${firstOfUsers} and not t.tgisinternal and t.tgparentid = 0`,
  (rows, { relations }) =>
    rows.flatMap(({ oid, relation, name, definition, enabled, constraint }) => {
      const on = relations.get(relation)
      if (on === undefined) return []
      return [
        {
          kind: 'trigger',
          name: [...on.name, name],
          parent: on.key,
          place: { catalog: 'pg_trigger', oid },
          ...(constraint === 0 ? {} : { parts: [{ catalog: 'pg_constraint', oid: constraint }] }),
          facets: { definition, enabled: firingOf(enabled), constraint: constraint !== 0 },
        },
      ]
    }),
)

interface RuleRow {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly definition: string
  readonly enabled: string
}

/** Not those that are the query of a view. */
export const ruleReading = reading<RuleRow>(
  () => `
select r.oid, r.ev_class as relation, r.rulename::pg_catalog.text as name, pg_catalog.pg_get_ruledef(r.oid) as definition, r.ev_enabled::pg_catalog.text as enabled
from pg_catalog.pg_rewrite r where r.ev_class >= ${firstOfUsers} and r.rulename <> '_RETURN'`,
  (rows, { relations }) =>
    rows.flatMap(({ oid, relation, name, definition, enabled }) => {
      const on = relations.get(relation)
      if (on === undefined) return []
      return [
        {
          kind: 'rule',
          name: [...on.name, name],
          parent: on.key,
          place: { catalog: 'pg_rewrite', oid },
          facets: { definition: definition.trim().replace(/;$/, ''), enabled: firingOf(enabled) },
        },
      ]
    }),
)

interface PolicyRow {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly command: string
  readonly permissive: boolean
  readonly roles: readonly string[] | null
  readonly using: string | null
  readonly check: string | null
}

const commands: Readonly<Record<string, FacetsOf['policy']['command']>> = {
  '*': 'ALL',
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
}

export const policyReading = reading<PolicyRow>(
  () => `
select p.oid, p.polrelid as relation, p.polname::pg_catalog.text as name, p.polcmd::pg_catalog.text as command, p.polpermissive as permissive,
  (select pg_catalog.json_agg(case when u.role = 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(u.role) end) from pg_catalog.unnest(p.polroles) u (role)) as roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check"
from pg_catalog.pg_policy p where p.polrelid >= ${firstOfUsers}`,
  (rows, { relations }) =>
    rows.flatMap(({ oid, relation, name, command, permissive, roles, using, check }) => {
      const on = relations.get(relation)
      if (on === undefined) return []
      return [
        {
          kind: 'policy',
          name: [...on.name, name],
          parent: on.key,
          place: { catalog: 'pg_policy', oid },
          facets: {
            command: commands[command] ?? 'ALL',
            permissive,
            roles: (roles ?? []).toSorted(),
            using,
            check,
          },
        },
      ]
    }),
)

interface StatisticsRow {
  readonly oid: number
  readonly relation: number
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly definition: string
  readonly target: number | null
}

export const statisticsReading = reading<StatisticsRow>(
  () => `
select s.oid, s.stxrelid as relation, n.nspname::pg_catalog.text as schema, s.stxname::pg_catalog.text as name, pg_catalog.pg_get_userbyid(s.stxowner) as owner,
  pg_catalog.pg_get_statisticsobjdef(s.oid) as definition, nullif(s.stxstattarget, -1) as target
from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace where s.oid >= ${firstOfUsers}`,
  (rows, { relations }) =>
    rows.flatMap(({ oid, relation, schema, name, owner, definition, target }) => {
      const on = relations.get(relation)
      if (on === undefined) return []
      return [
        {
          kind: 'statistics',
          name: [schema, name],
          parent: on.key,
          owner,
          place: { catalog: 'pg_statistic_ext', oid },
          facets: { definition, target },
        },
      ]
    }),
)
