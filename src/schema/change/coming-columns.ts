import type { ChangedFact } from '../compare.ts'
import { isSameFacet } from '../compare.ts'
import { keyOf, type Facet, type Fact, type FactKey, type Schema } from '../schema.ts'
import { isIdentityOfParent } from './column-clauses.ts'
import { bareSettings } from './column-settings.ts'
import { childrenOf, parentColumns, staysBelow } from './relations.ts'
import type { Site } from './rules.ts'

type Column = Fact<'column'>

/**
 * Columns that come to the children of a table with a new one of it, from above to below: as they come, as they are to be, and in what these differ. Names of NOT NULL
 * are left out.
 */
export function comingColumns(column: Column, site: Site): readonly ChangedFact<'column'>[] {
  return childrenOf(site.to, column.parent).flatMap((table) => {
    const to = columnAt(site.to, keyOf('column', [...table.name, column.name[2]!]))
    if (to === undefined || carrierOf(to, site) !== column.key) return []
    return [changeOf(to, column, site.to), ...comingColumns(to, site)]
  })
}

/** The column of a parent that a new column comes with; undefined: it has a statement of its own, or is in that of its table. */
export function carrierOf(column: Column, site: Site): FactKey | undefined {
  const { key, parent, facets } = column
  if (!facets.inherited || !site.isMade(key) || parent === undefined) return undefined
  if (site.isMade(parent)) return undefined
  return parentColumns(column, site.to).find((above) => {
    const table = site.to.facts.get(above)?.parent
    return site.isMade(above) && table !== undefined && staysBelow(parent, table, site)
  })
}

/** The new column with whose statement it comes at last: the default is that of this one. */
export function topCarrierOf(column: Column, site: Site): Column {
  const above = columnAt(site.to, carrierOf(column, site))
  return above === undefined ? column : topCarrierOf(above, site)
}

function changeOf(to: Column, above: Column, schema: Schema): ChangedFact<'column'> {
  const { notNull, notNullConstraint, generated, foreignOptions } = above.facets
  const facets: Column['facets'] = {
    ...to.facets,
    ...bareSettings,
    foreignOptions,
    generated,
    notNull: notNull && notNullConstraint?.noInherit !== true,
    identity: isIdentityOfParent(to, schema) ? to.facets.identity : null,
  }
  return { from: { ...to, facets }, to, facets: differing(facets, to.facets) }
}

function differing(one: Column['facets'], other: Column['facets']): readonly string[] {
  const [some, others] = [one, other] as unknown as readonly Readonly<Record<string, Facet>>[]
  return Object.keys(some!).filter((name) => !isSameFacet(some![name], others![name]))
}

function columnAt({ facts }: Schema, key: FactKey | undefined): Column | undefined {
  const fact = key === undefined ? undefined : facts.get(key)
  return fact?.kind === 'column' ? fact : undefined
}
