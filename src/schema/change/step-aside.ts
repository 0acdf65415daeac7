import type { AnyFact, Fact, FactKey } from '../schema.ts'
import { actionOf, removal, type Action } from './action.ts'
import { nameOf, sqlName } from './names.ts'
import type { Site } from './rules.ts'

/**
 * An enum that is made anew while columns are of it stays under another name until they are of the new one: so each table is rewritten once. Other types may need what
 * must go before them, and their columns are text meanwhile.
 */
export function stepsAside(key: FactKey, { to }: Pick<Site, 'to'>): boolean {
  return key.startsWith('enum ') && to.facts.has(key)
}

/** That a column is of the new type: no fact of its own, but what the drop of the old one waits for. */
export function conversionTo(type: FactKey): FactKey {
  return `conversion to ${type}` as FactKey
}

/** The statement that gives the old type its other name, and the one that drops it by that; undefined: no column needs it. */
export function asideActions(
  fact: Fact<'enum'>,
  site: Site,
): { readonly rename: Action; readonly drop: Action } | undefined {
  if (
    !site.isReplaced(fact.key) ||
    !site.dependents(fact.key).some((one) => isConverted(one, fact.key, site))
  )
    return undefined
  const name = otherName(fact, site)
  return {
    rename: removal(fact, `ALTER TYPE ${nameOf(fact)} RENAME TO ${sqlName(name)}`),
    drop: actionOf(fact, `DROP TYPE ${sqlName(fact.name[0]!, name)}`, {
      after: [conversionTo(fact.key)],
    }),
  }
}

function isConverted(one: AnyFact, type: FactKey, site: Site): boolean {
  return (
    one.kind === 'column' &&
    !site.isDropped(one.key) &&
    site.to.facts.get(one.key)?.needs.includes(type) === true
  )
}

/** One that nothing has, here or there. */
function otherName({ name: [schema, last = ''] }: Fact<'enum'>, { from, to }: Site): string {
  const taken = new Set(
    [from, to].flatMap(({ facts }) =>
      [...facts.values()].filter(({ name }) => name[0] === schema).map(({ name }) => name.at(-1)),
    ),
  )
  let name = `${last.slice(0, 50)}_old`
  while (taken.has(name)) name += '_'
  return name
}
