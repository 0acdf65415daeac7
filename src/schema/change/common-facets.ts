import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { AnyFact, CommonFacets } from '../schema.ts'
import { actionOf, unplanned, type Planned } from './action.ts'
import { alterGrants } from './alter-grants.ts'
import { defaultsFor } from './grants.ts'
import { sqlName } from './names.ts'
import { objectWords } from './object-words.ts'
import { asItComes } from './options.ts'
import type { Site } from './rules.ts'

/** What a fact has that was just made: no comment, owned by who made it, no grants of its own. */
export const bareFacets: CommonFacets = { comment: null, owner: null, grants: null }

/** The common facets that a fact needs when it was just made, beside those that are set: a new one may have what nobody wanted. */
export function facetsOfNew(fact: AnyFact, site: Site): readonly string[] {
  return [
    ...(fact.facets.comment !== commentOfNew(fact, site) ? ['comment'] : []),
    ...(fact.facets.owner !== null && hasOwner(fact) ? ['owner'] : []),
    ...(fact.facets.grants !== null || defaultsFor(fact, site).length > 0 ? ['grants'] : []),
  ]
}

/** What nobody said. Undefined: it is not known, as an extension may bring one. */
function commentOfNew(fact: AnyFact, site: Site): string | null | undefined {
  return fact.kind === 'extension' ? asItComes(fact, site.options)?.comment : null
}

interface Change {
  readonly before: CommonFacets
  readonly names: readonly string[]
}

/**
 * The statements that give a fact its comment, owner and grants. `before`: what it has now, or {@link bareFacets}; `names`: those of
 * the three that differ. Owner and grants are left out where the options say so.
 */
export function alterCommonFacets(fact: AnyFact, change: Change, site: Site): readonly Planned[] {
  const has = (name: string) => change.names.includes(name)
  return [
    ...(has('owner') ? alterOwner(fact, site) : []),
    ...(has('grants') ? alterGrants(fact, change.before, site) : []),
    ...(has('comment') ? alterComment(fact) : []),
  ]
}

function alterComment(fact: AnyFact): readonly Planned[] {
  const words = objectWords(fact)
  if (words === undefined) return [unplanned(fact, ['comment'], 'a comment cannot be said of this kind')]
  const { comment } = fact.facets
  const text = comment === null ? 'NULL' : quoteLiteral(comment)
  return [actionOf(fact, `COMMENT ON ${words} IS ${text}`, { needs: [fact.key] })]
}

/** Of an extension nobody can set it: it is who made it. */
function hasOwner({ kind }: AnyFact): boolean {
  return kind !== 'extension'
}

function alterOwner(fact: AnyFact, site: Site): readonly Planned[] {
  const { owner } = fact.facets
  const words = objectWords(fact)
  if (owner === null || words === undefined || !hasOwner(fact))
    return [unplanned(fact, ['owner'], 'no statement sets the owner of this kind')]
  const sql = `ALTER ${words} OWNER TO ${sqlName(owner)}`
  if (fact.kind !== 'sequence' || fact.facets.ownedBy === null)
    return [actionOf(fact, sql, { needs: [fact.key] })]
  // Such a sequence has the owner of its table, and goes with it when that changes.
  const table = site.to.facts.get(fact.facets.ownedBy)?.parent
  const goes = table !== undefined && (site.isMade(table) || changesOwner(table, site))
  return goes ? [] : [actionOf(fact, sql, { needs: [fact.key] })]
}

function changesOwner(key: AnyFact['key'], { difference }: Site): boolean {
  return difference.changed.get(key)?.facets.includes('owner') === true
}
