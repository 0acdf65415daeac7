import { defaultName } from '../default-name.ts'
import { keyOf, type Fact, type Schema } from '../schema.ts'
import {
  actionOf,
  alteration,
  unplanned,
  validateLater,
  type Action,
  type Hazard,
  type Planned,
} from './action.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { keepNotNullsBelow, notNullName, renameNotNullsBelow } from './not-null-names.ts'
import { attachPartition, detachPartition } from './partitions.ts'
import { alterParent, isFrom, parentColumns, tableAt } from './relations.ts'
import type { Site } from './rules.ts'

/** The statements that make a column refuse nulls. */
export function setNotNull(to: Fact<'column'>, site: Site): readonly Planned[] {
  const constraint = to.facets.notNullConstraint
  const below = renameNotNullsBelow(to, site)
  const alter = alterParent(to)
  const hazards = nullHazards(to, site)
  if (constraint !== null && (constraint.name !== null || constraint.noInherit || !constraint.validated))
    return [
      ...below,
      alteration(to, `${alter} ADD ${notNullConstraint(to, constraint)}`, {
        hazards: constraint.validated ? hazards : [],
      }),
    ]
  // The server would take another name than that which children have already.
  const named = { name: notNullName(to, site.to), noInherit: false, validated: true, comment: null }
  if (below.length > 0)
    return [...below, alteration(to, `${alter} ADD ${notNullConstraint(to, named)}`, { hazards })]
  const set = `${alter} ALTER COLUMN ${lastName(to)} SET NOT NULL`
  if (site.options.validation === 'at once') return [...below, alteration(to, set, { hazards, pass: alter })]
  // A validated CHECK spares SET NOT NULL the look at the rows under its lock.
  const check = sqlName(defaultName(to.name[2]!, undefined, 'not_null_check'))
  return [
    ...below,
    actionOf(to, `${alter} ADD CONSTRAINT ${check} CHECK (${lastName(to)} IS NOT NULL) NOT VALID`),
    validateLater(to, `${alter} VALIDATE CONSTRAINT ${check}`, hazards),
    alteration(to, set),
    actionOf(to, `${alter} DROP CONSTRAINT ${check}`),
  ]
}

/** Foreign tables have their rows elsewhere, and nobody looks. */
function nullHazards(to: Fact<'column'>, site: Site): readonly Hazard[] {
  if (to.parent?.startsWith('foreign table ') === true) return []
  const table = nameOf({ name: to.name.slice(0, 2) })
  const column = lastName(to)
  const value = site.to.facts.has(keyOf('default', to.name))
    ? `; where it does: UPDATE ${table} SET ${column} = DEFAULT WHERE ${column} IS NULL`
    : ''
  return [
    { kind: 'may fail', text: `${nameOf(to)} may hold nulls${value}` },
    { kind: 'lock', text: `${table} is locked while its rows are looked through` },
  ]
}

type NotNull = NonNullable<Fact<'column'>['facets']['notNullConstraint']>

function notNullConstraint(to: Fact<'column'>, { name, noInherit, validated }: NotNull): string {
  const words = [name === null ? '' : `CONSTRAINT ${sqlName(name)} `, `NOT NULL ${lastName(to)}`]
  return `${words.join('')}${noInherit ? ' NO INHERIT' : ''}${validated ? '' : ' NOT VALID'}`
}

export function dropNotNull(to: Fact<'column'>, site: Site): readonly Planned[] {
  const sql = `${alterParent(to)} ALTER COLUMN ${lastName(to)} DROP NOT NULL`
  return [alteration(to, sql, { pass: alterParent(to) }), ...keepNotNullsBelow(to, site)]
}

/** From PostgreSQL 18 on: another name, validation or inheritance of a NOT NULL that stays. */
export function alterNotNull(from: Fact<'column'>, to: Fact<'column'>, site: Site): readonly Planned[] {
  const plain = (fact: Fact<'column'>, schema: Schema): Plain => {
    const { noInherit, validated } = fact.facets.notNullConstraint ?? usual
    return { name: notNullName(fact, schema), noInherit, validated }
  }
  const [before, after] = [plain(from, site.from), plain(to, site.to)]
  if (!isFrom(18, site)) return [unplanned(to, ['notNullConstraint'], 'the server has no such constraint')]
  const alter = alterParent(to)
  return [
    ...ownership(from, to, site),
    ...renaming(before.name, to, site),
    ...(before.noInherit === after.noInherit
      ? []
      : [
          actionOf(
            to,
            `${alter} ALTER CONSTRAINT ${sqlName(after.name)} ${after.noInherit ? 'NO INHERIT' : 'INHERIT'}`,
          ),
        ]),
    ...validation(before, after, to, site),
  ]
}

/** A NOT NULL that a child has from its parent becomes its own when it is added once more; the way back is none. */
function ownership(from: Fact<'column'>, to: Fact<'column'>, site: Site): readonly Planned[] {
  const [before, after] = [from, to].map((fact) => fact.facets.notNullConstraint?.isOfParent === true)
  if (before === after) return []
  if (after === true)
    return [unplanned(to, ['notNullConstraint'], 'a NOT NULL that is the own one of a child stays it')]
  const name = sqlName(notNullName(from, site.from))
  return [alteration(to, `${alterParent(to)} ADD CONSTRAINT ${name} NOT NULL ${lastName(to)}`)]
}

/** One that comes from the parent cannot be renamed where it is. */
function renaming(before: string, to: Fact<'column'>, site: Site): readonly Planned[] {
  const after = notNullName(to, site.to)
  if (before === after) return []
  const rename = actionOf(to, `${alterParent(to)} RENAME CONSTRAINT ${sqlName(before)} TO ${sqlName(after)}`)
  const isInherited = parentColumns(to, site.from).some((key) => {
    const column = site.from.facts.get(key)
    return column?.kind === 'column' && column.facets.notNull
  })
  return isInherited ? besideParent(rename, to, site) : [rename]
}

/** The NOT NULL of a column that comes with that of a parent is called as the parent's, and may not be wanted so. */
export function renameComing(column: Fact<'column'>, site: Site): readonly Planned[] {
  if (!isFrom(18, site)) return []
  const above = parentColumns(column, site.to).map((key) => site.to.facts.get(key))
  const parent = above.find((one) => one?.kind === 'column' && one.facets.notNull)
  if (parent?.kind !== 'column') return []
  const [old, now] = [notNullName(parent, site.to), notNullName(column, site.to)]
  const sql = `${alterParent(column)} RENAME CONSTRAINT ${sqlName(old)} TO ${sqlName(now)}`
  return old === now ? [] : besideParent(actionOf(column, sql), column, site)
}

/** Renames what comes from the parent, while there is none. */
function besideParent(rename: Action, to: Fact<'column'>, site: Site): readonly Planned[] {
  const table = tableAt(site.to, to.parent)
  if (table === undefined) return [rename]
  if (table.facets.partitionOf === null)
    return [unplanned(to, ['notNullConstraint'], 'a NOT NULL that is inherited cannot be renamed')]
  const attach = attachPartition(table, site).map((one) =>
    one.kind === 'action' ? { ...one, produces: [], after: [] } : one,
  )
  // What happens to the parent in between would not come to the partition.
  const detach = detachPartition(table).map((one) => ({ ...one, produces: [] }))
  const first = [...detach, rename].map((one) => ({ ...one, unbroken: true }))
  return [...first, ...attach]
}

interface Plain {
  readonly name: string
  readonly noInherit: boolean
  readonly validated: boolean
}

const usual = { noInherit: false, validated: true }

function validation(before: Plain, after: Plain, to: Fact<'column'>, site: Site): readonly Planned[] {
  if (before.validated === after.validated) return []
  const alter = alterParent(to)
  const hazards = nullHazards(to, site).slice(0, 1)
  if (after.validated)
    return [alteration(to, `${alter} VALIDATE CONSTRAINT ${sqlName(after.name)}`, { hazards })]
  return [
    actionOf(to, `${alter} DROP CONSTRAINT ${sqlName(after.name)}`),
    actionOf(to, `${alter} ADD ${notNullConstraint(to, { ...after, comment: null })}`),
  ]
}
