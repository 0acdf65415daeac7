import type { Fact } from '../schema.ts'
import type { Action } from './action.ts'
import { alterIndex, bareIndex } from './backing-index.ts'
import { lastName } from './names.ts'

/** `CONSTRAINT orders_pkey PRIMARY KEY (id)`. */
export function constraintClause(fact: Fact<'constraint'>): string {
  return `CONSTRAINT ${lastName(fact)} ${fact.facets.definition}`
}

/** What the clause cannot say of the index behind it. */
export function finishConstraint(fact: Fact<'constraint'>): readonly Action[] {
  return fact.facets.index === null ? [] : alterIndex(fact, bareIndex, fact.facets.index)
}

/** Whether the server has never looked whether the rows keep it: CREATE TABLE, and a child that is made later, would have it as one that it has. */
export function isUnproven({ facets }: Fact<'constraint'>): boolean {
  return !facets.validated && facets.enforced
}
