import type { FacetsOf } from '../facets.ts'
import type { ChangedFact } from '../compare.ts'
import type { AnyFact, Fact } from '../schema.ts'
import { alteration, creation, removal, type Planned } from './action.ts'
import { needsOfRoutine, typesOfRoutine } from './shell-type-rules.ts'
import { objectWords } from './object-words.ts'
import { keptAnswers } from './kept-answers.ts'
import type { Rules, Site } from './rules.ts'

/** Functions and procedures: CREATE OR REPLACE says the most of them, and keeps what needs them. */
export function routineRules<K extends 'function' | 'procedure'>(): Rules<K> {
  return {
    create: (fact, { to }) => [
      creation({ key: fact.key, needs: needsOfRoutine(fact, to) }, facetsOf(fact).definition),
    ],
    drop: (fact) => [removal(fact, `DROP ${objectWords(fact as Fact<'function'>)}`)],
    goesWith: (fact, schema) => typesOfRoutine(fact, schema),
    alter: replaceBody,
  }
}

function replaceBody<K extends 'function' | 'procedure'>(
  { from, to, facets }: ChangedFact<K>,
  site: Site,
): readonly Planned[] | 'replace' {
  const after = facetsOf(to)
  if (facets.includes('signature') || after.defaults < facetsOf(from).defaults) return 'replace'
  const hazards = facets.includes('body') ? keptAnswers(from as AnyFact, site) : []
  return [alteration(to, after.definition, { hazards })]
}

function facetsOf({ facets }: Fact<'function' | 'procedure'>): FacetsOf['function'] {
  return facets
}

/** Whether a statement makes a routine of a text that the server looks at when it is run only. */
export function hasText(fact: AnyFact | undefined, sql: string): boolean {
  if (fact?.kind !== 'function' && fact?.kind !== 'procedure') return false
  return sql === fact.facets.definition && /^AS /m.test(sql)
}
