import type { AnyFact } from '../schema.ts'
import type { Hazard } from './action.ts'
import { nameOf, ownerName, sqlName } from './names.ts'
import { signedName } from './object-words.ts'
import type { Site } from './rules.ts'

/** What holds answers that a routine gave before it was changed: the server does not ask it again. */
export function keptAnswers(routine: AnyFact, site: Site): readonly Hazard[] {
  return site
    .dependents(routine.key)
    .filter(({ key }) => site.to.facts.has(key) && !site.isReplaced(key) && !site.difference.changed.has(key))
    .flatMap((fact) => {
      const text = keeping(fact)
      return text === undefined
        ? []
        : [{ kind: 'values', text: `${text} ${signedName(routine)} gave before` } as const]
    })
}

function keeping(fact: AnyFact): string | undefined {
  if (fact.kind === 'column' && fact.facets.generated?.kept === 'STORED') return `${nameOf(fact)} keeps what`
  if (fact.kind === 'materialized view') return `${nameOf(fact)} keeps, until REFRESH MATERIALIZED VIEW, what`
  if (fact.kind === 'constraint' && fact.facets.index === null)
    return `rows of ${ownerName(fact)} were let in by what`
  const isIndex = fact.kind === 'index' || fact.kind === 'constraint'
  return isIndex ? `${sqlName(fact.name[0]!, fact.name.at(-1)!)} holds, until REINDEX INDEX, what` : undefined
}
