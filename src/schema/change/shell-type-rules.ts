import type { AnyFact, Fact, FactKey, Schema } from '../schema.ts'
import { actionOf, creation, removal, type Planned } from './action.ts'
import { definedRules } from './defined-rules.ts'
import { nameOf } from './names.ts'
import type { Rules } from './rules.ts'

/** Base types and their functions need each other, and so does a range its canonical function: a shell of the type comes first, then they, then the type. */
export function shellTypeRules<K extends 'base type' | 'range type'>(): Rules<K> {
  return {
    ...definedRules<K>(),
    create: (fact, { to }) => createType(fact as AnyFact, to),
    drop: (fact, { from }) => dropType(fact as AnyFact, from),
  }
}

function createType(fact: AnyFact, to: Schema): readonly Planned[] {
  if (fact.kind !== 'base type' && fact.kind !== 'range type') return []
  const type = creation(fact, fact.facets.definition)
  if (!fact.needs.some((need) => isPart(to.facts.get(need), fact))) return [type]
  const needs = fact.needs.filter((need) => to.facts.get(need)?.kind === 'schema')
  return [actionOf(fact, `CREATE TYPE ${nameOf(fact)}`, { produces: [shellOf(fact.key)], needs }), type]
}

/** The functions that it is made of go with it. */
function dropType(fact: AnyFact, from: Schema): readonly Planned[] {
  const hasParts = fact.needs.some((need) => isPart(from.facts.get(need), fact))
  return [removal(fact, `DROP TYPE ${nameOf(fact)}${hasParts ? ' CASCADE' : ''}`)]
}

/** The types that a routine is a part of. */
export function typesOfRoutine(
  routine: Fact<'function' | 'procedure'>,
  { facts }: Schema,
): readonly FactKey[] {
  return routine.needs.filter((need) => {
    const type = facts.get(need)
    return (type?.kind === 'base type' || type?.kind === 'range type') && isPart(routine, type)
  })
}

/** What a routine waits for: of a type that it is a part of, for the shell only. */
export function needsOfRoutine(
  routine: Fact<'function' | 'procedure'>,
  { facts }: Schema,
): readonly FactKey[] {
  return routine.needs.map((need) => {
    const type = facts.get(need)
    const isShell = type?.kind === 'base type' || type?.kind === 'range type'
    return isShell && isPart(routine, type) ? shellOf(need) : need
  })
}

function isPart(routine: Pick<AnyFact, 'key' | 'needs'> | undefined, type: AnyFact): boolean {
  return routine !== undefined && routine.needs.includes(type.key) && type.needs.includes(routine.key)
}

/** No fact, but something to wait for. */
function shellOf(type: FactKey): FactKey {
  return `shell of ${type}` as FactKey
}
