import type { Fact } from '../schema.ts'
import { alteration, type Action } from './action.ts'
import { carrierOf, comingColumns } from './coming-columns.ts'
import { lastName, sqlName } from './names.ts'
import { notNullName } from './not-null-names.ts'
import { alterParent, isFrom } from './relations.ts'
import type { Site } from './rules.ts'

type Column = Fact<'column'>

/**
 * From PostgreSQL 18 on: columns that come to children with a new one, and whose NOT NULL is not called as that of the parent. It would come with the parent's name, and what is
 * inherited is not renamed: so theirs are made first, and the parent's joins them. An identity has its own at once.
 */
export function namedApart(column: Column, site: Site): readonly Column[] {
  const { notNull, identity, notNullConstraint: constraint } = column.facets
  const comesDown = constraint === null || (constraint.validated && !constraint.noInherit)
  if (!isFrom(18, site) || !notNull || identity !== null || !comesDown) return []
  return comingColumns(column, site)
    .map(({ to }) => to)
    .filter((to) => to.facets.notNull && notNullName(to, site.to) !== nameAbove(to, site))
}

/** The lower ones first: each goes on to those below it that have none. */
export function addNotNulls(column: Column, apart: readonly Column[], site: Site): readonly Action[] {
  return [...apart.toReversed(), column].map((one) => {
    const name = sqlName(notNullName(one, site.to))
    return alteration(one, `${alterParent(one)} ADD CONSTRAINT ${name} NOT NULL ${lastName(one)}`)
  })
}

function nameAbove(column: Column, site: Site): string | undefined {
  const key = carrierOf(column, site)
  const above = key === undefined ? undefined : site.to.facts.get(key)
  return above?.kind === 'column' ? notNullName(above, site.to) : undefined
}
