import { keyOf, type AnyFact, type Fact, type FactKey } from '../schema.ts'
import { actionOf, alteration, type Action, type Hazard } from './action.ts'
import { typeClause } from './column-clauses.ts'
import { lastName, nameOf } from './names.ts'
import { alterParent, columnsBelow, tableAt } from './relations.ts'
import type { Site } from './rules.ts'
import { convertType } from './type-conversion.ts'

/** Kinds that the server does not take along when the type of a column changes. */
const inTheWay: readonly string[] = [
  'view',
  'materialized view',
  'rule',
  'trigger',
  'policy',
  'function',
  'procedure',
  'publication',
]

/** The statement that gives a column another type, or another collation. Its default goes before and comes back, as the old one may not fit. */
export function alterType(from: Fact<'column'>, to: Fact<'column'>, site: Site): Action {
  const types = { from: from.facets.type, to: to.facets.type }
  const { using, hazards } = convertType(lastName(to), types, [site.from, site.to])
  const sql = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE ${typeClause(to.facets)}`
  const hasNoRows = to.facets.generated !== null || tableAt(site.to, to.parent)?.kind === 'foreign table'
  return alteration(to, using === undefined || hasNoRows ? sql : `${sql} USING ${using}`, {
    clears: clearedBy(from, site, isSameFamily(types) ? () => false : isForeignKey),
    hazards: [rewriteOf(to), ...hazards.map((kind) => hazardOf(kind, to, types))],
  })
}

/** The statements that keep the values of a column as text while its type is dropped and made again. */
export function rebindType(
  { from, to }: { readonly from: Fact<'column'>; readonly to: Fact<'column'> },
  keys: readonly FactKey[],
  site: Site,
): readonly Action[] {
  const text = from.facets.type.endsWith('[]') ? 'text[]' : 'text'
  const now = to.facets.type.endsWith('[]') ? 'text[]' : 'text'
  const alter = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE`
  const isForeign = tableAt(site.to, to.parent)?.kind === 'foreign table'
  const using = (value: string) => (isForeign ? '' : ` USING ${value}`)
  const back =
    text === now ? lastName(to) : convertType(lastName(to), { from: text, to: to.facets.type }, []).using!
  return [
    actionOf(to, `${alter} ${text}${using(`${lastName(to)}::${text}`)}`, {
      releases: keys,
      clears: clearedBy(
        from,
        site,
        (fact) => isForeignKey(fact) || keys.some((key) => fact.needs.includes(key)),
      ),
      hazards: [rewriteOf(to)],
    }),
    alteration(to, `${alter} ${typeClause(to.facets)}${using(`${back}::${to.facets.type}`)}`, {
      needs: to.needs.filter((key) => key !== to.parent),
      hazards: [
        rewriteOf(to),
        {
          kind: 'may fail',
          text: `${nameOf(to)} may hold values that the new ${to.facets.type} does not have`,
        },
      ],
    }),
  ]
}

function clearedBy(from: Fact<'column'>, site: Site, isMore: (fact: AnyFact) => boolean): readonly FactKey[] {
  return [from, ...columnsBelow(from, site.from)].flatMap((column) => {
    const dependents = site.dependents(column.key)
    return dependents
      .filter((fact) => isMore(fact) || isInTheWay(fact) || fact.key === keyOf('default', column.name))
      .concat(dependents.flatMap((fact) => referencesPast(fact, dependents, site)))
      .map(({ key }) => key)
  })
}

/** Foreign keys to a key that only includes the column: the server makes the key anew, but not these. */
function referencesPast(fact: AnyFact, dependents: readonly AnyFact[], site: Site): readonly AnyFact[] {
  if (fact.kind !== 'constraint' || fact.facets.index === null) return []
  return site.dependents(fact.key).filter((other) => isForeignKey(other) && !dependents.includes(other))
}

function isInTheWay(fact: AnyFact): boolean {
  if (fact.kind === 'publication') return fact.facets.tables.some((table) => table.includes(' WHERE '))
  return inTheWay.includes(fact.kind) || (fact.kind === 'column' && fact.facets.generated !== null)
}

function isForeignKey(fact: AnyFact): boolean {
  return fact.kind === 'constraint' && fact.facets.type === 'foreign key'
}

/** Types of which a foreign key may have one at either side. */
function isSameFamily({ from, to }: { readonly from: string; readonly to: string }): boolean {
  const whole = ['smallint', 'integer', 'bigint']
  const text = (type: string) => type === 'text' || type.startsWith('character varying')
  return (whole.includes(from) && whole.includes(to)) || (text(from) && text(to))
}

function rewriteOf(to: Fact<'column'>): Hazard {
  const table = nameOf({ name: to.name.slice(0, 2) })
  return {
    kind: 'rewrite',
    text: `${table} is locked, and may be rewritten, while ${lastName(to)} gets its type`,
  }
}

function hazardOf(
  kind: Hazard['kind'],
  to: Fact<'column'>,
  types: { readonly from: string; readonly to: string },
): Hazard {
  const change = `${nameOf(to)} from ${types.from} to ${types.to}`
  return kind === 'data loss'
    ? { kind, text: `${change}: what the new type cannot hold is lost` }
    : { kind, text: `${change}: a value that the new type does not take ends it` }
}
