import type { Fact, Grant } from '../schema.ts'
import { alteration, creation, removal, type Planned } from './action.ts'
import { changeRights, type RightsWords } from './grants.ts'
import { sqlName } from './names.ts'
import { roleName } from './object-words.ts'
import type { Rules } from './rules.ts'

type Defaults = Fact<'default privileges'>

/** What ALTER DEFAULT PRIVILEGES sets is what differs from what the server gives by itself: where nothing does, nothing is set. */
export const defaultPrivilegesRules: Rules<'default privileges'> = {
  create: (fact) => statements(fact, given(fact), fact.facets.defaults).map((sql) => creation(fact, sql)),
  drop: (fact) => statements(fact, fact.facets.defaults, given(fact)).map((sql) => removal(fact, sql)),
  alter: ({ from, to }): readonly Planned[] =>
    statements(to, from.facets.defaults, to.facets.defaults).map((sql) => alteration(to, sql)),
}

function statements(fact: Defaults, before: readonly Grant[], after: readonly Grant[]): readonly string[] {
  return changeRights({ certain: before, possible: before }, after, wordsFor(fact))
}

function wordsFor({ name: [role, schema, kind] }: Defaults): RightsWords {
  const within = schema === '' ? '' : ` IN SCHEMA ${sqlName(schema!)}`
  const begin = `ALTER DEFAULT PRIVILEGES FOR ROLE ${sqlName(role!)}${within}`
  return {
    grant: (privileges, grantee) =>
      `${begin} GRANT ${privileges.join(', ')} ON ${kind} TO ${roleName(grantee)}`,
    revoke: (privileges, grantee, prefix) =>
      `${begin} REVOKE ${prefix}${privileges.join(', ')} ON ${kind} FROM ${roleName(grantee)}`,
  }
}

/** Within a schema nothing is given by itself: its defaults are added to those of the role. */
function given({ name: [role = '', schema, kind = ''] }: Defaults): readonly Grant[] {
  if (schema !== '') return []
  const sole = kind === 'FUNCTIONS' ? 'EXECUTE' : kind === 'TYPES' ? 'USAGE' : undefined
  const own = { grantee: role, privileges: [sole ?? 'ALL'], grantable: [] }
  return sole === undefined ? [own] : [own, { grantee: 'PUBLIC', privileges: [sole], grantable: [] }]
}
