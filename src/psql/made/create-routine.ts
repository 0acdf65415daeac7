import { kindOf } from './kind.ts'
import type { NameParts } from './made-catalog.ts'
import { makeNamed, type Making } from './making.ts'
import { betweenCommas, TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'
import { argumentTypes, signatureOf, typeName } from './type-name.ts'

/** CREATE FUNCTION, CREATE PROCEDURE. */
export function createRoutine(making: Making): void {
  const { t, catalog } = making
  const parts = t.name()
  const args = betweenCommas(t.group() ?? [])
  const routine = makeNamed(making, parts, signatureOf(args))
  if (!routine) return
  const types: NameParts[] = argumentTypes(args).map((type) => new TokenReader(type).name())
  if (t.pass('returns')) {
    t.pass('setof')
    types.push(t.name())
  }
  for (const type of types) catalog.needsType(routine, type)
}

/** The old form has its type among the options: `CREATE AGGREGATE a (BASETYPE = integer, …)`. */
export function createAggregate(making: Making): void {
  const { t } = making
  const parts = t.name()
  const first = betweenCommas(t.group() ?? [])
  const isOld = !t.isAtSign('(')
  makeNamed(making, parts, isOld ? typeName(optionOf(first, 'basetype')) : signatureOf(first))
}

/** What an option like `LEFTARG = integer` says. */
export function optionOf(
  options: readonly (readonly Token[])[],
  ...names: readonly string[]
): readonly Token[] {
  return options.find(([first]) => names.includes(first?.text ?? ''))?.slice(2) ?? []
}

export function createOperator(making: Making): void {
  const { t, catalog } = making
  const parts = t.operatorName()
  const options = betweenCommas(t.group() ?? [])
  const signature = ['leftarg', 'rightarg']
    .map((name) => typeName(optionOf(options, name)) || 'none')
    .join(', ')
  const operator = makeNamed(making, parts, signature)
  const routine = new TokenReader(optionOf(options, 'function', 'procedure')).name()
  if (operator) catalog.needs(operator, 'function', routine)
}

/** Without FAMILY it gets one of its own name. */
export function createOperatorClass(making: Making): void {
  const { t, catalog } = making
  const parts = t.name()
  t.passTo('using')
  const method = t.name().at(-1) ?? ''
  const aFamily = kindOf('operator family')
  const given = t.pass('family') ? t.name() : undefined
  const operatorClass = makeNamed(making, parts, method)
  const family = given === undefined ? makeNamed({ ...making, kind: aFamily }, parts, method) : undefined
  for (const made of [operatorClass, family]) if (made) catalog.needs(made, 'access method', [method])
  for (const one of catalog.find(aFamily, given ?? parts))
    if (operatorClass && one.signature === method) one.parts.add(operatorClass)
}

export function createOperatorFamily(making: Making): void {
  const { t, catalog } = making
  const parts = t.name()
  t.passTo('using')
  const method = t.name().at(-1) ?? ''
  const family = makeNamed(making, parts, method)
  if (family) catalog.needs(family, 'access method', [method])
}
