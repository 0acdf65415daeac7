import { isSameFacet } from '../compare.ts'
import type { AnyFact, Facet, Grant, Schema } from '../schema.ts'
import { givenByServer, passedOn } from './grants.ts'

/** A schema as it would be if one role had everything: what its owners may do is what that role may. */
export function withOneOwner({ facts, ...schema }: Schema, role: string): Schema {
  return { ...schema, facts: new Map([...facts].map(([key, fact]) => [key, ownedBy(fact, role)])) }
}

function ownedBy(fact: AnyFact, role: string): AnyFact {
  const { owner, grants } = fact.facets
  if (owner === null) return fact
  return {
    ...fact,
    facets: { ...fact.facets, owner: role, grants: grants && grantsBy(fact, grants, role) },
  } as AnyFact
}

/** Null where they are no more than what the server gives by itself. */
function grantsBy({ kind, facets }: AnyFact, grants: readonly Grant[], role: string) {
  const passed = sorted(passedOn(grants, facets.owner, role))
  const given = sorted(givenByServer(kind, role))
  return isSameFacet(passed as unknown as Facet, given as unknown as Facet) ? null : passed
}

function sorted(grants: readonly Grant[]): readonly Grant[] {
  return grants
    .map((grant) => ({
      ...grant,
      privileges: grant.privileges.toSorted(),
      grantable: grant.grantable.toSorted(),
    }))
    .toSorted((one, other) => (one.grantee < other.grantee ? -1 : 1))
}
