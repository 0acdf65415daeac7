import type { Fact } from '../schema.ts'
import { actionOf, creation, type Action, type Hazard } from './action.ts'
import { lastName, ownerName } from './names.ts'
import { alterParent, tableAt } from './relations.ts'
import type { Site } from './rules.ts'

const list = String.raw`\((?:"(?:[^"]|"")*"|[^")])*\)`
const key = new RegExp(
  String.raw`^(UNIQUE|PRIMARY KEY)( NULLS NOT DISTINCT)? (${list})( INCLUDE ${list})?( DEFERRABLE.*)?$`,
)

/**
 * The two steps of a key that spare writers: its index is built CONCURRENTLY, and then becomes that of the constraint. Undefined: it must be built with the constraint, as
 * of a partitioned table, or nobody asked for it.
 */
export function buildBeside(
  fact: Fact<'constraint'>,
  site: Site,
  hazards: readonly Hazard[],
): readonly Action[] | undefined {
  if (site.options.indexes === 'blocking') return undefined
  const [, type, nulls = '', columns, included = '', timing = ''] = key.exec(fact.facets.definition) ?? []
  const table = tableAt(site.to, fact.parent)
  if (type === undefined || columns?.includes(' WITHOUT OVERLAPS') || table?.kind !== 'table')
    return undefined
  if (table.facets.partitionKey !== null) return undefined
  const name = lastName(fact)
  const index = `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${ownerName(fact)} USING btree ${columns}${included}${nulls}`
  const add = `${alterParent(fact)} ADD CONSTRAINT ${name} ${type} USING INDEX ${name}${timing}`
  return [
    // It takes the name, for which what has it must be gone.
    actionOf(fact, index, {
      produces: [fact.key],
      needs: fact.needs,
      transactional: false,
      hazards: hazards.filter(({ kind }) => kind !== 'lock'),
    }),
    creation(fact, add),
  ]
}
