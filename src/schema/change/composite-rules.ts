import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { ChangedFact } from '../compare.ts'
import type { Attribute } from '../facets.ts'
import { isSameFacet } from '../compare.ts'
import type { AnyFact, Fact } from '../schema.ts'
import { actionOf, alteration, creation, type Action, type Hazard, type Planned } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { nameOf, sqlName } from './names.ts'
import type { Rules, Site } from './rules.ts'
import { bindToType, takeFromType, typedTables, whileLoose } from './typed-tables.ts'

/** Attributes can be added behind the others, dropped, and changed where no column is of the type; else it is made anew. */
export const compositeRules: Rules<'composite type'> = {
  create: (fact) => {
    const attributes = fact.facets.attributes.map((one) => `\n    ${attributeClause(one)}`)
    const made = creation(fact, `CREATE TYPE ${nameOf(fact)} AS (${attributes.join(',')}\n)`)
    return [
      made,
      ...commentOn(
        fact,
        fact.facets.attributes.filter(({ comment }) => comment !== null),
      ),
    ]
  },
  drop: dropNamed,
  alter: alterAttributes,
}

function attributeClause({ name, type, collation }: Attribute): string {
  return `${sqlName(name)} ${type}${collation === null ? '' : ` COLLATE ${collation}`}`
}

function commentOn(fact: Fact<'composite type'>, attributes: readonly Attribute[]): readonly Action[] {
  return attributes.map(({ name, comment }) => {
    const text = comment === null ? 'NULL' : quoteLiteral(comment)
    return actionOf(fact, `COMMENT ON COLUMN ${nameOf(fact)}.${sqlName(name)} IS ${text}`, {
      needs: [fact.key],
    })
  })
}

function alterAttributes(change: ChangedFact<'composite type'>, site: Site): readonly Planned[] | 'replace' {
  const { from, to } = change
  const [before, after] = [from.facets.attributes, to.facets.attributes]
  const names = after.map(({ name }) => name)
  const kept = before.filter(({ name }) => names.includes(name))
  if (!kept.every(({ name }, at) => name === names[at])) return 'replace'
  const retyped = kept.flatMap((old, at) => (isSameType(old, after[at]!) ? [] : [after[at]!]))
  if (retyped.length > 0 && isUsedByColumn(from, site)) return 'replace'
  const say = (what: string, hazards: readonly Hazard[] = []) =>
    alteration(to, `ALTER TYPE ${nameOf(to)} ${what}`, { hazards })
  const told = after.filter(
    ({ name, comment }) => comment !== (kept.find((old) => old.name === name)?.comment ?? null),
  )
  const changes = [
    ...before
      .filter((old) => !kept.includes(old))
      .map(({ name }) => say(`DROP ATTRIBUTE ${sqlName(name)}`, lossOf(from, name, site))),
    ...retyped.map(({ name, type, collation }) =>
      say(
        `ALTER ATTRIBUTE ${sqlName(name)} SET DATA TYPE ${type}${collation === null ? '' : ` COLLATE ${collation}`}`,
      ),
    ),
    ...after.slice(kept.length).map((added) => say(`ADD ATTRIBUTE ${attributeClause(added)}`)),
  ]
  return [...aroundTables(changes, to, site), ...commentOn(to, told)]
}

/** What other rules take from the type, or bind to it, is not theirs. */
function aroundTables(
  changes: readonly Action[],
  to: Fact<'composite type'>,
  site: Site,
): readonly Planned[] {
  const typed = typedTables(to, site)
  const kept = typed.filter(({ facets }) => facets.ofType === nameOf(to))
  if (changes.length === 0 || typed.length === 0) return changes
  return [
    ...kept.map((table) => takeFromType(table)),
    ...whileLoose(
      changes,
      typed.map(({ key }) => key),
    ),
    ...kept.flatMap((table) => bindToType(table, site)),
  ]
}

function isSameType(one: Attribute, other: Attribute): boolean {
  return isSameFacet([one.type, one.collation], [other.type, other.collation])
}

/** Also by way of other types. */
function isUsedByColumn({ key }: Pick<AnyFact, 'key'>, site: Site): boolean {
  const isType = ({ kind }: AnyFact) =>
    kind === 'domain' || kind === 'composite type' || kind === 'range type'
  return site
    .dependents(key)
    .some((fact) => fact.kind === 'column' || (isType(fact) && isUsedByColumn(fact, site)))
}

function lossOf(fact: Fact<'composite type'>, attribute: string, site: Site): readonly Hazard[] {
  if (!isUsedByColumn(fact, site)) return []
  return [{ kind: 'data loss', text: `${sqlName(attribute)} of all values of ${nameOf(fact)} is lost` }]
}
