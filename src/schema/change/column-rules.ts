import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { ChangedFact } from '../compare.ts'
import { keyOf, type Fact, type FactKey, type Schema } from '../schema.ts'
import { actionOf, alteration, creation, removal, unplanned, type Hazard, type Planned } from './action.ts'
import { columnClause, isIdentityOfParent } from './column-clauses.ts'
import { carrierOf, comingColumns, topCarrierOf } from './coming-columns.ts'
import { addNotNulls, namedApart } from './coming-not-nulls.ts'
import { alterNotNullComment, alterSettings, bareSettings } from './column-settings.ts'
import { alterType, rebindType } from './column-type.ts'
import { identityChanges, identityClause } from './identity-clauses.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { alterNotNull, dropNotNull, renameComing, setNotNull } from './not-null.ts'
import {
  alterOnly,
  alterParent,
  columnsBelow,
  isFrom,
  parentColumns,
  staysBelow,
  tableAt,
} from './relations.ts'
import type { Rules, Site } from './rules.ts'
import { identityBehindRows } from './go-on-counting.ts'
import { isNarrowerSequence } from './sequence-bounds.ts'
import { countHazards, ofOtherType } from './sequence-rules.ts'
import { isVolatile } from './volatile.ts'
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
    const hazards = additionHazards(fact, held?.facets.expression)
    const answer = [
      creation(fact, `${alterParent(fact)} ADD COLUMN ${clause}`, {
        clears: identitySequence(fact, site),
        hazards,
        pass: hazards.some(({ kind }) => kind === 'rewrite') && isPlain(fact) ? alterParent(fact) : undefined,
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
    const isBound = from.needs.some((key) => keys.includes(key))
    const follows = isChangedWithParent(change, site) || isReboundWithParent(change, keys, site)
    if (!isBound || follows) return more
    const settings = facets.includes('storage')
      ? []
      : alterSettings({ ...to.facets, storage: null }, to, site)
    return [...rebindType(change, keys, site), ...more, ...settings]
  },
  holds: (fact) => [keyOf('default', fact.name)],
  comesWith: (fact, site) => {
    if (tableAt(site.to, fact.parent) === undefined) return fact.parent === undefined ? [] : [fact.parent]
    const carrier = carrierOf(fact, site)
    return carrier === undefined ? [] : [carrier]
  },
  goesWith: (fact, schema, site) => {
    if (!fact.facets.inherited) return []
    return site === undefined ? parentColumns(fact, schema) : stayingColumns(fact, schema, site)
  },
}

/** The columns above, of tables that this one is below all the time: it comes and goes with them. */
function stayingColumns(fact: Column, schema: Schema, site: Site): readonly FactKey[] {
  return parentColumns(fact, schema).filter((key) => {
    const parent = schema.facts.get(key)?.parent
    return parent !== undefined && staysBelow(fact.parent, parent, site)
  })
}

/** What it holds is worked out of nothing that changes by the way. */
function isPlain({ facets }: Column): boolean {
  return facets.generated === null && facets.identity === null
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
        : changes.map(withinChain)),
      ...dropComingDefault(to, site),
      ...(apart.includes(to) ? [] : renameComing(to, site)),
    ]
  })
}

/** It stands behind the statement with which its column comes, and waits for no other one. */
function withinChain(planned: Planned): Planned {
  return planned.kind === 'action' ? { ...planned, needs: [], after: [] } : planned
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
  const rewrites = identity !== null || generated?.kept === 'STORED' || isVolatile(expression ?? '')
  // Its rows are elsewhere.
  if (fact.parent?.startsWith('foreign table ') === true) return []
  return [
    ...(notNull && !fills
      ? [
          {
            kind: 'may fail',
            text: `${table} may have rows, which have no value for ${lastName(fact)}`,
          } as const,
        ]
      : []),
    ...(rewrites
      ? [
          {
            kind: 'rewrite',
            text: `${table} is locked and rewritten`,
          } as const,
        ]
      : []),
  ]
}

function lossOf(fact: Column): readonly Hazard[] {
  return fact.facets.generated === null && fact.parent?.startsWith('foreign table ') !== true
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

/** A new type brings its own storage, and so does a new collation. */
function settingsAfter({ from, facets }: Change) {
  const isNew = facets.includes('type') || facets.includes('collation')
  return isNew ? { ...from.facets, storage: null } : from.facets
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
  // The statement about the parent goes on to its children.
  const isOfParent = stayingColumns(to, site.to, site).some((key) =>
    site.difference.changed.get(key)?.facets.includes('generated'),
  )
  if (isOfParent && after === null && before?.kept === 'STORED') return []
  const alter = `${alterParent(to)} ALTER COLUMN ${lastName(to)}`
  if (before === null || before.kept !== (after?.kept ?? 'STORED')) return 'replace'
  if (
    after === null &&
    columnsBelow(to, site.from).some((below) => columnsBelow(below, site.from).length > 0)
  )
    return [unplanned(to, ['generated'], 'the server refuses DROP EXPRESSION where children have children')]
  if (after === null) return [alteration(to, `${alter} DROP EXPRESSION`)]
  if (!isFrom(17, site) || !isFrom(before.kept === 'VIRTUAL' ? 18 : 17, site)) return 'replace'
  return [
    alteration(to, `${alter} SET EXPRESSION AS (${after.expression})`, {
      hazards:
        before.kept === 'STORED'
          ? [{ kind: 'rewrite', text: `${nameOf({ name: to.name.slice(0, 2) })} is locked and rewritten` }]
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

function isReboundWithParent({ from, to }: Change, keys: readonly FactKey[], site: Site): boolean {
  return (
    !facetsOfTable(to, site) &&
    parentColumns(from, site.from).some((key) =>
      site.from.facts.get(key)?.needs.some((need) => keys.includes(need)),
    )
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
      ...identityBehindRows(to, after.sequence),
    ]
  }
  const types = [from.facets.type, to.facets.type] as const
  const clauses = identityChanges({ ...before, sequence: ofOtherType(before.sequence, ...types) }, after)
  const restarts = clauses.includes('RESTART')
  return [
    ...(clauses.length === 0
      ? []
      : [
          alteration(to, `${alter} ${clauses.join(' ')}`, {
            hazards: restarts
              ? []
              : countHazards(sqlName(to.name[0]!, after.sequence.name), before.sequence, after.sequence),
          }),
        ]),
    ...(before.sequence.name === after.sequence.name
      ? []
      : [
          actionOf(
            to,
            `ALTER SEQUENCE ${sqlName(to.name[0]!, before.sequence.name)} RENAME TO ${sqlName(after.sequence.name)}`,
          ),
        ]),
    ...(restarts ? identityBehindRows(to, after.sequence) : []),
  ]
}

/** Whether a column is a child's own follows from how its table is bound; nothing else can change it. */
function alterInherited({ to, facets }: Change, site: Site): readonly Planned[] {
  if (!facets.includes('inherited') || facetsOfTable(to, site)) return []
  return [unplanned(to, ['inherited'], 'whether a child has a column of its own cannot be altered')]
}
