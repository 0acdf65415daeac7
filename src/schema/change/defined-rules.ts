import type { FactKind } from '../schema.ts'
import { creation, removal, type Planned } from './action.ts'
import { objectWords } from './object-words.ts'
import type { Rules } from './rules.ts'
import type { AnyFact } from '../schema.ts'

type DefinedKind = Extract<AnyFact, { readonly facets: { readonly definition: string } }>['kind']

/** Rules of a kind that is made by one statement, and made anew where that changes. */
export function definedRules<K extends DefinedKind>(): Rules<K> {
  return {
    create: (fact) => [creation(fact, (fact.facets as { readonly definition: string }).definition)],
    drop: dropNamed,
    alter: () => 'replace',
  }
}

/** Drops a fact by its name. */
export function dropNamed(fact: { readonly kind: FactKind }): readonly Planned[] {
  const one = fact as AnyFact
  return [removal(one, `DROP ${objectWords(one)}`)]
}
