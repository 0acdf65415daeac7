import type { ChangedFact } from '../compare.ts'
import type { Fact } from '../schema.ts'
import { alteration, creation, removal, type Planned } from './action.ts'
import { lastName, ownerName, sqlName } from './names.ts'
import type { Rules } from './rules.ts'

type Policy = Fact<'policy'>

export const policyRules: Rules<'policy'> = {
  create: (fact) => {
    const { command, permissive, roles, using, check } = fact.facets
    const clauses = [
      ...(permissive ? [] : ['AS RESTRICTIVE']),
      ...(command === 'ALL' ? [] : [`FOR ${command}`]),
      ...(roles.length === 1 && roles[0] === 'PUBLIC' ? [] : [rolesClause(fact)]),
      ...(using === null ? [] : [`USING (${using})`]),
      ...(check === null ? [] : [`WITH CHECK (${check})`]),
    ]
    return [creation(fact, [`CREATE POLICY ${placeOf(fact)}`, ...clauses].join('\n    '))]
  },
  drop: (fact) => [removal(fact, `DROP POLICY ${placeOf(fact)}`)],
  alter: alterPolicy,
}

function placeOf(fact: Policy): string {
  return `${lastName(fact)} ON ${ownerName(fact)}`
}

function rolesClause({ facets }: Policy): string {
  return `TO ${facets.roles.map((role) => (role === 'PUBLIC' ? role : sqlName(role))).join(', ')}`
}

/** What a policy is for cannot be altered, nor can an expression be taken away. */
function alterPolicy({ from, to, facets }: ChangedFact<'policy'>): readonly Planned[] | 'replace' {
  const { using, check } = to.facets
  const isLost =
    (from.facets.using !== null && using === null) || (from.facets.check !== null && check === null)
  if (isLost || facets.includes('command') || facets.includes('permissive')) return 'replace'
  const clauses = [
    ...(facets.includes('roles') ? [rolesClause(to)] : []),
    ...(facets.includes('using') ? [`USING (${using})`] : []),
    ...(facets.includes('check') ? [`WITH CHECK (${check})`] : []),
  ]
  return [alteration(to, [`ALTER POLICY ${placeOf(to)}`, ...clauses].join('\n    '))]
}
