import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { ChangedFact } from '../compare.ts'
import { keyOf, type Fact, type FactKey } from '../schema.ts'
import { actionOf, alteration, creation, removal, unplanned, type Hazard, type Planned } from './action.ts'
import { continueIdentity } from './carry-position.ts'
import { columnClause, isIdentityOfParent } from './column-clauses.ts'
import { carrierOf, comingColumns, topCarrierOf } from './coming-columns.ts'
import { addNotNulls, namedApart } from './coming-not-nulls.ts'
import { alterNotNullComment, alterSettings, bareSettings } from './column-settings.ts'
import { alterType, rebindType } from './column-type.ts'
import { identityChanges, identityClause } from './identity-clauses.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { alterNotNull, dropNotNull, renameComing, setNotNull } from './not-null.ts'
import { alterOnly, alterParent, isFrom, parentColumns, tableAt } from './relations.ts'
import type { Rules, Site } from './rules.ts'
import { isNarrowerSequence } from './sequence-bounds.ts'
import { ofOtherType } from './sequence-rules.ts'
import { looseColumn } from './typed-tables.ts'

type Column = Fact<'column'>
type Change = ChangedFact<'column'>

/** Columns of tables; those of views come, change and go with their view. */
export const columnRules: Rules<'column'> = {
  create: (fact, site) => {
    if (tableAt(site.to, fact.parent) === undefined) return []
    const held = site.held(fact.key).find((one) => one.kind === 'default')
    const apart = namedApart(fact, site)
    const first = apart.length === 0 ? fact : { ...fact, facets: { ...fact.facets, notNull: false } }
    const clause = columnClause(first, { expression: held?.facets.expression, schema: site.to })
    const answer = [
      creation(fact, `${alterParent(fact)} ADD COLUMN ${clause}`, {
        clears: identitySequence(fact, site),
        hazards: additionHazards(fact, held?.facets.expression),
      }),
      ...afterCreation(fact, site),
      ...settleComing(fact, apart, site),
      ...(apart.length === 0 ? [] : addNotNulls(fact, apart, site)),
    ]
    return looseColumn(answer, fact, site)
  },
  drop: (fact, site) => {
    if (tableAt(site.from, fact.parent) === undefined)
      return [unplanned(fact, [], 'a view keeps its columns')]
    const drop = removal(fact, `${alterParent(fact)} DROP COLUMN ${lastName(fact)}`, {
      hazards: lossOf(fact),
    })
    return looseColumn([drop], fact, site)
  },
  alter: (change, site) => {
    const answer = alterColumn(change, site)
    return answer === 'replace' ? answer : looseColumn(answer, change.to, site)
  },
  rebind: (change, keys, site) => {
    const { from, to, facets } = change
    if (tableAt(site.to, to.parent) === undefined || to.facets.generated !== null) return 'replace'
    const rest = facets.filter((name) => name !== 'type' && name !== 'collation')
    const more = rest.length === 0 ? [] : alterColumn({ ...change, facets: rest }, site)
    if (more === 'replace') return 'replace'
    const hasOwn = !from.needs.some((key) => keys.includes(key)) || isChangedWithParent(change, site)
    return [...(hasOwn ? [] : rebindType(change, keys, site)), ...more]
  },
  holds: (fact) => [keyOf('default', fact.name)],
  comesWith: (fact, site) => {
    if (tableAt(site.to, fact.parent) === undefined) return fact.parent === undefined ? [] : [fact.parent]
    const carrier = carrierOf(fact, site)
    return carrier === undefined ? [] : [carrier]
  },
  goesWith: (fact, schema) => (fact.facets.inherited ? parentColumns(fact, schema) : []),
}

/** What ADD COLUMN and CREATE TABLE cannot say of a column. */
export function afterCreation(fact: Column, site: Site): readonly Planned[] {
  const { facets } = fact
  const made = { ...bareSettings, foreignOptions: facets.foreignOptions }
  return [
    ...alterSettings(made, fact, site),
    ...(facets.notNull && facets.notNullConstraint?.validated === false ? setNotNull(fact, site) : []),
    ...alterNotNullComment(null, fact, quoteLiteral),
  ]
}

/** What comes to the children of the table is as in the table: the statements that make it what it is to be there. */
function settleComing(fact: Column, apart: readonly Column[], site: Site): readonly Planned[] {
  return comingColumns(fact, site).flatMap((change) => {
    const { to, facets } = change
    const changes = facets.length === 0 ? [] : alterColumn(change, site)
    return [
      ...(changes === 'replace'
        ? [unplanned(to, facets, 'it comes with the column of the parent')]
        : changes),
      ...dropComingDefault(to, site),
      ...(apart.includes(to) ? [] : renameComing(to, site)),
    ]
  })
}

function dropComingDefault(to: Column, site: Site): readonly Planned[] {
  const [own, above] = [to, topCarrierOf(to, site)].map(({ name }) =>
    site.to.facts.has(keyOf('default', name)),
  )
  if (own || !above) return []
  const alter = alterOnly({ name: to.name, table: to.parent }, site)
  return [alteration(to, `${alter} ALTER COLUMN ${lastName(to)} DROP DEFAULT`)]
}

/** A sequence of the name that the identity of a new column wants. */
function identitySequence({ name, facets }: Column, { from }: Site): readonly FactKey[] {
  if (facets.identity === null) return []
  const key = keyOf('sequence', [name[0]!, facets.identity.sequence.name])
  return from.facts.has(key) ? [key] : []
}

function additionHazards(fact: Column, expression: string | undefined): readonly Hazard[] {
  const { notNull, identity, generated } = fact.facets
  const table = nameOf({ name: fact.name.slice(0, 2) })
  const fills = expression !== undefined || identity !== null || generated !== null
  const rewrites = identity !== null || generated?.kept === 'STORED' || /\(/.test(expression ?? '')
  return [
    ...(notNull && !fills
      ? [
          {
            kind: 'may fail',
            text: `${table} may have rows, which have no value for ${lastName(fact)}`,
          } as const,
        ]
      : []),
    ...(rewrites ? [{ kind: 'rewrite', text: `${table} may be rewritten` } as const] : []),
  ]
}

function lossOf(fact: Column): readonly Hazard[] {
  return fact.facets.generated === null
    ? [{ kind: 'data loss', text: `the values of ${nameOf(fact)} are lost` }]
    : []
}

function alterColumn(change: Change, site: Site): readonly Planned[] | 'replace' {
  const { from, to, facets } = change
  if (tableAt(site.to, to.parent) === undefined) return alterViewColumn(change, site)
  const has = (name: string) => facets.includes(name)
  const generated = has('generated') ? alterGenerated(from, to, site) : []
  if (generated === 'replace') return 'replace'
  if (has('generated') && has('type') && to.facets.generated !== null) return 'replace'
  const identities = has('identity') ? alterIdentity(from, to, site) : []
  // The bounds must fit into the narrower type before.
  const isFirst = from.facets.identity !== null && isNarrowerSequence(from.facets.type, to.facets.type)
  const types = (has('type') || has('collation')) && !isChangedWithParent(change, site)
  return [
    ...(has('identity') && to.facets.identity === null && !isIdentityOfParent(from, site.from)
      ? [alteration(to, `${alterParent(to)} ALTER COLUMN ${lastName(to)} DROP IDENTITY`)]
      : []),
    ...generated,
    ...(isFirst ? identities : []),
    ...(types ? [alterType(from, to, site)] : []),
    ...alterNullability(change, site),
    ...(isFirst ? [] : identities),
    ...alterSettings(settingsAfter(change), to, site),
    ...alterInherited(change, site),
  ]
}

/** A new type brings its own storage. */
function settingsAfter({ from, facets }: Change) {
  return facets.includes('type') ? { ...from.facets, storage: null } : from.facets
}

function alterViewColumn({ to, facets }: Change, site: Site): readonly Planned[] {
  const relation = to.parent === undefined ? undefined : site.to.facts.get(to.parent)
  if (relation?.kind === 'materialized view') {
    const before = site.from.facts.get(to.key) as Column
    return alterSettings(before.facets, to, site)
  }
  const isOfView = facets.every((name) => name === 'type' || name === 'collation')
  return isOfView ? [] : [unplanned(to, facets, 'a column of a view has no such facet')]
}

function alterGenerated(from: Column, to: Column, site: Site): readonly Planned[] | 'replace' {
  const [before, after] = [from.facets.generated, to.facets.generated]
  const alter = `${alterParent(to)} ALTER COLUMN ${lastName(to)}`
  if (before === null || before.kept !== (after?.kept ?? 'STORED')) return 'replace'
  if (after === null) return [alteration(to, `${alter} DROP EXPRESSION`)]
  if (!isFrom(17, site) || !isFrom(before.kept === 'VIRTUAL' ? 18 : 17, site)) return 'replace'
  return [
    alteration(to, `${alter} SET EXPRESSION AS (${after.expression})`, {
      hazards:
        before.kept === 'STORED'
          ? [{ kind: 'rewrite', text: `${nameOf({ name: to.name.slice(0, 2) })} is rewritten` }]
          : [],
    }),
  ]
}

/** The parent's statement goes on to its children. */
function isChangedWithParent({ to }: Change, site: Site): boolean {
  const changes = parentColumns(to, site.to).map((key) => site.difference.changed.get(key))
  const isSamePlace = !facetsOfTable(to, site)
  return (
    isSamePlace &&
    changes.some((change) => change?.facets.includes('type') || change?.facets.includes('collation'))
  )
}

function facetsOfTable({ parent }: Column, site: Site): boolean {
  const change = parent === undefined ? undefined : site.difference.changed.get(parent)
  return change?.facets.some((name) => name === 'partitionOf' || name === 'inherits') === true
}

function alterNullability({ from, to, facets }: Change, site: Site): readonly Planned[] {
  if (facets.includes('notNull')) {
    const answer = to.facets.notNull ? setNotNull(to, site) : dropNotNull(to, site)
    const isOfParent = parentColumns(to, site.to).some((key) =>
      site.difference.changed.get(key)?.facets.includes('notNull'),
    )
    // A child that does not have it yet gets it from its parent; one that loses it may not do so by itself.
    if (isOfParent && !facetsOfTable(to, site)) return []
    return [...answer, ...alterNotNullComment(null, to, quoteLiteral)]
  }
  if (!facets.includes('notNullConstraint') || facetsOfTable(to, site)) return []
  return [
    ...alterNotNull(from, to, site),
    ...alterNotNullComment(from.facets.notNullConstraint?.comment ?? null, to, quoteLiteral),
  ]
}

function alterIdentity(from: Column, to: Column, site: Site): readonly Planned[] {
  const [before, after] = [from.facets.identity, to.facets.identity]
  if (after === null || isIdentityOfParent(to, site.to)) return []
  const alter = `${alterParent(to)} ALTER COLUMN ${lastName(to)}`
  if (before === null) {
    const clause = identityClause(after, { name: to.name, type: to.facets.type })
    return [
      alteration(to, `${alter} ADD ${clause}`, { clears: identitySequence(to, site) }),
      continueIdentity(to, after.sequence),
    ]
  }
  const types = [from.facets.type, to.facets.type] as const
  const clauses = identityChanges({ ...before, sequence: ofOtherType(before.sequence, ...types) }, after)
  return [
    ...(clauses.length === 0 ? [] : [alteration(to, `${alter} ${clauses.join(' ')}`)]),
    ...(before.sequence.name === after.sequence.name
      ? []
      : [
          actionOf(
            to,
            `ALTER SEQUENCE ${sqlName(to.name[0]!, before.sequence.name)} RENAME TO ${sqlName(after.sequence.name)}`,
          ),
        ]),
    ...(clauses.includes('RESTART') ? [continueIdentity(to, after.sequence)] : []),
  ]
}

/** Whether a column is a child's own follows from how its table is bound; nothing else can change it. */
function alterInherited({ to, facets }: Change, site: Site): readonly Planned[] {
  if (!facets.includes('inherited') || facetsOfTable(to, site)) return []
  return [unplanned(to, ['inherited'], 'whether a child has a column of its own cannot be altered')]
}
