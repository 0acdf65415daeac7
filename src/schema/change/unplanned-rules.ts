import type { FactKind } from '../schema.ts'
import { unplanned } from './action.ts'
import type { Rules } from './rules.ts'

/** Rules of a kind that no SQL is known for yet: every difference is named. */
export function unplannedRules<K extends FactKind>(): Rules<K> {
  const why = 'this kind is not rendered'
  return {
    create: (fact) => [unplanned(fact, [], why)],
    drop: (fact) => [unplanned(fact, [], why)],
    alter: ({ to, facets }) => [unplanned(to, facets, why)],
  }
}
