import type { ChangedFact } from '../compare.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Fact } from '../schema.ts'
import { actionOf, creation, unplanned, type Action, type Planned } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { nameOf } from './names.ts'
import type { Rules } from './rules.ts'

export const schemaRules: Rules<'schema'> = {
  create: (fact) => [creation(fact, `CREATE SCHEMA ${nameOf(fact)}`)],
  drop: dropNamed,
  alter: ({ to, facets }) => [unplanned(to, facets, 'a schema has nothing that can be altered')],
}

/** Extended statistics. */
export const statisticsRules: Rules<'statistics'> = {
  create: (fact) => [
    creation(fact, fact.facets.definition),
    ...(fact.facets.target === null ? [] : [setTarget(fact)]),
  ],
  drop: dropNamed,
  alter: ({ to, facets }) => (facets.includes('definition') ? 'replace' : [setTarget(to)]),
}

function setTarget(fact: Fact<'statistics'>): Action {
  return actionOf(fact, `ALTER STATISTICS ${nameOf(fact)} SET STATISTICS ${fact.facets.target ?? -1}`, {
    needs: [fact.key],
  })
}

const firing = {
  origin: 'ENABLE',
  always: 'ENABLE ALWAYS',
  replica: 'ENABLE REPLICA',
  disabled: 'DISABLE',
} as const

export const eventTriggerRules: Rules<'event trigger'> = {
  create: (fact) => {
    const { event, tags, function: routine, enabled } = fact.facets
    const when = tags.length === 0 ? '' : ` WHEN TAG IN (${tags.map(quoteLiteral).join(', ')})`
    const sql = `CREATE EVENT TRIGGER ${nameOf(fact)} ON ${event}${when} EXECUTE FUNCTION ${routine}()`
    return [creation(fact, sql), ...(enabled === 'origin' ? [] : [setFiring(fact)])]
  },
  drop: dropNamed,
  alter: ({ to, facets }) => (facets.some((facet) => facet !== 'enabled') ? 'replace' : [setFiring(to)]),
}

function setFiring(fact: Fact<'event trigger'>): Action {
  return actionOf(fact, `ALTER EVENT TRIGGER ${nameOf(fact)} ${firing[fact.facets.enabled]}`, {
    needs: [fact.key],
  })
}

/** Without the parser, which cannot be changed. */
export const textSearchRules: Rules<'text search configuration'> = {
  create: (fact) => [
    creation(fact, `CREATE TEXT SEARCH CONFIGURATION ${nameOf(fact)} (PARSER = ${fact.facets.parser})`),
    ...fact.facets.mappings.map((mapping) => alterMapping(fact, `ADD MAPPING FOR ${mappingClause(mapping)}`)),
  ],
  drop: dropNamed,
  alter: alterMappings,
}

function alterMappings(change: ChangedFact<'text search configuration'>): readonly Planned[] | 'replace' {
  const { from, to, facets } = change
  if (facets.includes('parser')) return 'replace'
  const before = new Map(from.facets.mappings.map((mapping) => [tokenOf(mapping), mapping]))
  const after = new Map(to.facets.mappings.map((mapping) => [tokenOf(mapping), mapping]))
  const gone = [...before.keys()].filter((token) => !after.has(token))
  const changed = [...after].filter(([token, mapping]) => before.get(token) !== mapping)
  return [
    ...gone.map((token) => alterMapping(to, `DROP MAPPING FOR ${token}`)),
    ...changed.map(([token, mapping]) =>
      alterMapping(to, `${before.has(token) ? 'ALTER' : 'ADD'} MAPPING FOR ${mappingClause(mapping)}`),
    ),
  ]
}

function tokenOf(mapping: string): string {
  return mapping.slice(0, mapping.indexOf(':'))
}

function mappingClause(mapping: string): string {
  return mapping.replace(/: */, ' WITH ')
}

function alterMapping(fact: Fact<'text search configuration'>, what: string): Action {
  return actionOf(fact, `ALTER TEXT SEARCH CONFIGURATION ${nameOf(fact)} ${what}`, { needs: [fact.key] })
}
