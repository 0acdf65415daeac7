import type { AnyFact, Fact, FactKey, Schema } from '../schema.ts'
import { actionOf, creation, removal, type Planned } from './action.ts'
import { definedRules, dropNamed } from './defined-rules.ts'
import { nameOf } from './names.ts'
import type { Rules } from './rules.ts'

/**
 * Base types and their functions need each other, and so does a range its canonical function: a shell of the type comes first, then they, then the type. They go together, for
 * none of them can be dropped before the others.
 */
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

function dropType(fact: AnyFact, from: Schema): readonly Planned[] {
  if (!fact.needs.some((need) => isPart(from.facts.get(need), fact))) return dropNamed(fact)
  const text = `whatever else is of the type ${nameOf(fact)} goes with it`
  return [removal(fact, `DROP TYPE ${nameOf(fact)} CASCADE`, { hazards: [{ kind: 'data loss', text }] })]
}

/** The types that a routine is a part of. */
export function typesOfRoutine(
  routine: Fact<'function' | 'procedure'>,
  { facts }: Schema,
): readonly FactKey[] {
  return routine.needs.filter((need) => isShellOf(routine, facts.get(need)))
}

/** What a routine waits for: of a type that it is a part of, for the shell only. */
export function needsOfRoutine(
  routine: Fact<'function' | 'procedure'>,
  { facts }: Schema,
): readonly FactKey[] {
  return routine.needs.map((need) => (isShellOf(routine, facts.get(need)) ? shellOf(need) : need))
}

function isShellOf(routine: AnyFact, type: AnyFact | undefined): boolean {
  return (type?.kind === 'base type' || type?.kind === 'range type') && isPart(routine, type)
}

function isPart(routine: Pick<AnyFact, 'key' | 'needs'> | undefined, type: AnyFact): boolean {
  return routine !== undefined && routine.needs.includes(type.key) && type.needs.includes(routine.key)
}

/** No fact, but something to wait for. */
function shellOf(type: FactKey): FactKey {
  return `shell of ${type}` as FactKey
}
