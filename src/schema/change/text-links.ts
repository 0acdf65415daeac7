import type { AnyFact, FactKey } from '../schema.ts'
import type { Action } from './action.ts'
import { hasText } from './routine-rules.ts'
import type { Site } from './rules.ts'

/**
 * What the text of a routine names is made before it, as far as there is an order: the catalogs do not know of it, but an index, a constraint or a
 * materialized view that calls the routine runs the text. Places in the list of actions, two by two: which before which.
 */
export function namedInTexts(
  actions: readonly Action[],
  { to }: Pick<Site, 'to'>,
): readonly (readonly [before: number, after: number])[] {
  const makers = makersByName(actions, to.facts)
  return actions.flatMap(({ fact, sql }, at) => {
    const routine = to.facts.get(fact)
    if (!hasText(routine, sql)) return []
    const words = new Set(sql.match(/[\p{L}_][\p{L}\p{N}_$]*/gu))
    return [...words].flatMap((word) =>
      (makers.get(word) ?? []).filter((maker) => maker !== at).map((maker) => [maker, at] as const),
    )
  })
}

function makersByName(
  actions: readonly Action[],
  facts: ReadonlyMap<FactKey, AnyFact>,
): ReadonlyMap<string, readonly number[]> {
  const makers = new Map<string, number[]>()
  for (const [at, { produces }] of actions.entries())
    for (const key of produces) {
      const name = bareName(facts.get(key))
      if (name === undefined) continue
      const list = makers.get(name)
      if (list) list.push(at)
      else makers.set(name, [at])
    }
  return makers
}

const relations: readonly string[] = ['table', 'foreign table', 'view', 'materialized view', 'sequence']
const routines: readonly string[] = ['function', 'procedure', 'aggregate']

function bareName(fact: AnyFact | undefined): string | undefined {
  if (fact === undefined) return undefined
  if (relations.includes(fact.kind)) return fact.name[1]
  if (!routines.includes(fact.kind)) return undefined
  return /^(?:"(?:[^"]|"")*"|[^"(]*)/.exec(fact.name[1]!)?.[0].replaceAll('"', '')
}
