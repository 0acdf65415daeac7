import type { AnyFact, CommonFacets } from '../schema.ts'
import { unplanned, type Planned } from './action.ts'
import type { Site } from './rules.ts'

/** What a fact has that was just made: no comment, owned by who made it, no grants of its own. */
export const bareFacets: CommonFacets = { comment: null, owner: null, grants: null }

/**
 * The statements that give a fact its comment, owner and grants. `before`: what it has now, or {@link bareFacets}; `names`: those of
 * the three that differ. Owner and grants are left out where the options say so.
 */
export function alterCommonFacets(
  fact: AnyFact,
  { before: _before, names }: { readonly before: CommonFacets; readonly names: readonly string[] },
  _site: Site,
): readonly Planned[] {
  return [unplanned(fact, names, 'this facet is not rendered')]
}
