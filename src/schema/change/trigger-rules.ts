import type { Firing } from '../facets.ts'
import type { Fact } from '../schema.ts'
import { actionOf, alteration, creation, removal, type Action } from './action.ts'
import { lastName, ownerName } from './names.ts'
import { alterParent, isFrom } from './relations.ts'
import type { Rules } from './rules.ts'

export const triggerRules: Rules<'trigger'> = {
  create: (fact) => [creation(fact, fact.facets.definition), ...alterFiring(fact, 'origin')],
  drop: (fact) => [removal(fact, `DROP TRIGGER ${lastName(fact)} ON ${ownerName(fact)}`)],
  alter: ({ from, to, facets }, site) => {
    if (!facets.includes('definition') && !facets.includes('constraint'))
      return alterFiring(to, from.facets.enabled)
    if (!isFrom(14, site) || from.facets.constraint || to.facets.constraint) return 'replace'
    const sql = to.facets.definition.replace(/^CREATE TRIGGER /, 'CREATE OR REPLACE TRIGGER ')
    return [alteration(to, sql), ...alterFiring(to, 'origin')]
  },
}

export const rewriteRules: Rules<'rule'> = {
  create: (fact) => [creation(fact, plainRule(fact)), ...alterFiring(fact, 'origin')],
  drop: (fact) => [removal(fact, `DROP RULE ${lastName(fact)} ON ${ownerName(fact)}`)],
  alter: ({ from, to, facets }) => {
    const firing = alterFiring(to, from.facets.enabled)
    if (!facets.includes('definition')) return firing
    return [alteration(to, plainRule(to).replace(/^CREATE RULE /, 'CREATE OR REPLACE RULE ')), ...firing]
  },
}

function plainRule({ facets }: Fact<'rule'>): string {
  return facets.definition.replace(/;\s*$/, '')
}

const words: Readonly<Record<Firing, string>> = {
  origin: 'ENABLE',
  always: 'ENABLE ALWAYS',
  replica: 'ENABLE REPLICA',
  disabled: 'DISABLE',
}

function alterFiring(fact: Fact<'trigger'> | Fact<'rule'>, before: Firing): readonly Action[] {
  const { enabled } = fact.facets
  if (enabled === before) return []
  const sql = `${alterParent(fact)} ${words[enabled]} ${fact.kind.toUpperCase()} ${lastName(fact)}`
  return [actionOf(fact, sql, { needs: [fact.key] })]
}
