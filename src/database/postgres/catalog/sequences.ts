import type { SequenceNumbers } from '../../../schema/facets.ts'
import { keyOf } from '../../../schema/schema.ts'
import { classIds } from './class-ids.ts'
import { reading } from './found.ts'
import { firstOfUsers } from './scope.ts'

interface SequenceRow extends SequenceNumbers {
  readonly oid: number
  readonly owner: string
  readonly persistence: string
  readonly type: string
  readonly owned_by: readonly [schema: string, relation: string, column: string] | null
}

/** Not those of identity columns. */
export const sequenceReading = reading<SequenceRow>(sequencesSql, (rows, { relations }) =>
  rows.flatMap(({ oid, owner, persistence, owned_by: column, ...numbers }) => {
    const relation = relations.get(oid)
    if (relation === undefined) return []
    return [
      {
        kind: 'sequence',
        name: relation.name,
        owner,
        place: { catalog: 'pg_class', oid },
        facets: {
          ...numbers,
          persistence: persistence === 'u' ? 'unlogged' : 'permanent',
          ownedBy: column === null ? null : keyOf('column', column),
        },
      },
    ]
  }),
)

function sequencesSql(): string {
  return `
select c.oid, pg_catalog.pg_get_userbyid(c.relowner) as owner, c.relpersistence::pg_catalog.text as persistence, pg_catalog.format_type(s.seqtypid, null) as type,
  s.seqstart::pg_catalog.text as start, s.seqincrement::pg_catalog.text as increment, s.seqmin::pg_catalog.text as min, s.seqmax::pg_catalog.text as max,
  s.seqcache::pg_catalog.text as cache, s.seqcycle as cycle,
  case when d.objid is not null then (select pg_catalog.json_build_array(n.nspname, t.relname, a.attname) from pg_catalog.pg_class t
    join pg_catalog.pg_namespace n on n.oid = t.relnamespace join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid where t.oid = d.refobjid) end as owned_by
from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid
  left join pg_catalog.pg_depend d on d.classid = ${classIds.pg_class} and d.objid = c.oid and d.refclassid = ${classIds.pg_class} and d.deptype in ('a', 'i') and d.refobjsubid > 0
where c.oid >= ${firstOfUsers} and d.deptype is distinct from 'i'`
}
