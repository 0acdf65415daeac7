import { keyOf, type Fact } from '../schema.ts'
import { alteration, creation, removal } from './action.ts'
import { sqlName } from './names.ts'
import { topCarrierOf } from './coming-columns.ts'
import { alterOnly } from './relations.ts'
import type { Rules, Site } from './rules.ts'

/** Of children each has its own: what a table gets must not come to them by the way. */
export const defaultRules: Rules<'default'> = {
  create: (fact, site) => [
    creation(fact, `${alterColumn(fact, site)} SET DEFAULT ${fact.facets.expression}`),
  ],
  drop: (fact, site) => [removal(fact, `${alterColumn(fact, site)} DROP DEFAULT`)],
  alter: ({ to }, site) => [alteration(to, `${alterColumn(to, site)} SET DEFAULT ${to.facets.expression}`)],
  comesWith: (fact, site) => {
    const column = site.to.facts.get(keyOf('column', fact.name))
    if (column?.kind !== 'column') return []
    const other = site.to.facts.get(keyOf('default', topCarrierOf(column, site).name))
    const isSame = other?.kind === 'default' && other.facets.expression === fact.facets.expression
    return isSame && other.key !== fact.key ? [other.key] : []
  },
}

function alterColumn({ name, parent }: Fact<'default'>, site: Site): string {
  const column = parent === undefined ? undefined : (site.to.facts.get(parent) ?? site.from.facts.get(parent))
  return `${alterOnly({ name, table: column?.parent }, site)} ALTER COLUMN ${sqlName(name[2]!)}`
}
