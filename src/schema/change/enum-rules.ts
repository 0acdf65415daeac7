import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { ChangedFact } from '../compare.ts'
import type { Fact } from '../schema.ts'
import { alteration, creation, type Action } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { nameOf } from './names.ts'
import { asideActions } from './step-aside.ts'
import type { Rules, Site } from './rules.ts'

/** Values can be added anywhere; where one goes, or the order changes, the type is made anew. */
export const enumRules: Rules<'enum'> = {
  create: (fact, site) => {
    const aside = asideActions(fact, site)
    const values = fact.facets.values.map(quoteLiteral).join(', ')
    const made = creation(fact, `CREATE TYPE ${nameOf(fact)} AS ENUM (${values})`)
    return aside === undefined ? [made] : [made, aside.drop]
  },
  drop: (fact, site) => {
    const aside = asideActions(fact, site)
    return aside === undefined ? dropNamed(fact) : [aside.rename]
  },
  alter: (change, site) => (onlyAdds(change) ? addValues(change, site) : 'replace'),
}

function onlyAdds({ from, to }: ChangedFact<'enum'>): boolean {
  const kept = to.facets.values.filter((value) => from.facets.values.includes(value))
  return (
    kept.length === from.facets.values.length && kept.every((value, at) => value === from.facets.values[at])
  )
}

function addValues({ from, to }: ChangedFact<'enum'>, site: Site): readonly Action[] {
  const { values } = to.facets
  const known = new Set(from.facets.values)
  const next = (place: number) => values.slice(place).find((value) => known.has(value))
  const added = values.flatMap((value, place) => (known.has(value) ? [] : [{ value, before: next(place) }]))
  // A value that was added cannot be used in the same transaction.
  const transactional = !added.some(({ value }) => isUsed(value, to, site))
  return added.map(({ value, before }) => {
    const place = before === undefined ? '' : ` BEFORE ${quoteLiteral(before)}`
    return alteration(to, `ALTER TYPE ${nameOf(to)} ADD VALUE ${quoteLiteral(value)}${place}`, {
      transactional,
    })
  })
}

/** Whether what the plan makes or alters may hold the value. */
function isUsed(value: string, { key }: Fact<'enum'>, { difference, to, isMade }: Site): boolean {
  const text = JSON.stringify(quoteLiteral(value)).slice(1, -1)
  return [...to.facts.values()].some(
    (fact) =>
      fact.key !== key &&
      (isMade(fact.key) || difference.changed.has(fact.key)) &&
      JSON.stringify(fact.facets).includes(text),
  )
}
