import { keyOf, type AnyFact, type Fact, type FactKey } from '../schema.ts'
import { actionOf, alteration, type Action, type Hazard } from './action.ts'
import { typeClause } from './column-clauses.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { alterParent, columnsBelow } from './relations.ts'
import type { Site } from './rules.ts'
import { conversionTo, stepsAside } from './step-aside.ts'
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
  const { using, hazards, isRewritten } = convertType(lastName(to), types, [site.from, site.to])
  const sql = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE ${typeClause(to.facets)}`
  const hasNoRows = to.facets.generated !== null || isForeign(to)
  return alteration(to, using === undefined || hasNoRows ? sql : `${sql} USING ${using}`, {
    pass: isForeign(to) ? undefined : alterParent(to),
    clears: clearedBy(from, site, isSameFamily(types) ? () => false : isForeignKey),
    hazards: isForeign(to)
      ? []
      : [
          ...(isRewritten ? [rewriteOf(to)] : indexesOf(from, to, site)),
          ...hazards.map((kind) => hazardOf(kind, to, types)),
          ...zoneHazards(to, types),
        ],
  })
}

/** The statements that keep the values of a column as text while its type is dropped and made again. */
export function rebindType(
  { from, to }: { readonly from: Fact<'column'>; readonly to: Fact<'column'> },
  keys: readonly FactKey[],
  site: Site,
): readonly Action[] {
  if (keys.every((key) => key.startsWith('collation '))) return rebindCollation({ from, to }, keys, site)
  if (keys.every((key) => stepsAside(key, site)) && keys.some((key) => to.needs.includes(key)))
    return [convertOnce({ from, to }, keys, site)]
  const text = from.facets.type.endsWith('[]') ? 'text[]' : 'text'
  const now = to.facets.type.endsWith('[]') ? 'text[]' : 'text'
  const alter = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE`
  const using = (value: string) => (isForeign(to) ? '' : ` USING ${value}`)
  const back =
    text === now ? lastName(to) : convertType(lastName(to), { from: text, to: to.facets.type }, []).using!
  return [
    actionOf(to, `${alter} ${text}${using(`${lastName(to)}::${text}`)}`, {
      pass: alterParent(to),
      releases: keys,
      clears: clearedBy(from, site, (fact) => isForeignKey(fact) || isOfOne(fact, keys)),
      hazards: [rewriteOf(to)],
    }),
    alteration(to, `${alter} ${typeClause(to.facets)}${using(`${back}::${to.facets.type}`)}`, {
      pass: alterParent(to),
      needs: to.needs.filter((key) => key !== to.parent),
      hazards: [rewriteOf(to), newTypeHazard(to)],
    }),
  ]
}

/** The old type is there until then. */
function convertOnce(
  { from, to }: { readonly from: Fact<'column'>; readonly to: Fact<'column'> },
  keys: readonly FactKey[],
  site: Site,
): Action {
  const text = from.facets.type.endsWith('[]') && to.facets.type.endsWith('[]') ? 'text[]' : 'text'
  const type = typeClause(to.facets)
  const sql = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE ${type} USING ${lastName(to)}::${text}::${to.facets.type}`
  return alteration(to, sql, {
    pass: alterParent(to),
    produces: [to.key, ...keys.map(conversionTo)],
    needs: to.needs.filter((key) => key !== to.parent),
    clears: clearedBy(from, site, (fact) => isForeignKey(fact) || isOfOne(fact, keys)),
    hazards: [rewriteOf(to), newTypeHazard(to)],
  })
}

/** Something that has one of these types in it; a column is converted itself. */
function isOfOne(fact: AnyFact, keys: readonly FactKey[]): boolean {
  return fact.kind !== 'column' && keys.some((key) => fact.needs.includes(key))
}

function newTypeHazard(to: Fact<'column'>): Hazard {
  return {
    kind: 'may fail',
    text: `${nameOf(to)} may hold values that the new ${to.facets.type} does not have`,
  }
}

/** The values have no collation in them: that of the type is taken meanwhile. */
function rebindCollation(
  { from, to }: { readonly from: Fact<'column'>; readonly to: Fact<'column'> },
  keys: readonly FactKey[],
  site: Site,
): readonly Action[] {
  const bare = `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE ${from.facets.type}`
  const isMore = (fact: AnyFact) => isForeignKey(fact) || isOfOne(fact, keys)
  const needs = to.needs.filter((key) => key !== to.parent)
  return [
    actionOf(to, bare, { releases: keys, clears: clearedBy(from, site, isMore) }),
    alteration(to, `${alterParent(to)} ALTER COLUMN ${lastName(to)} TYPE ${typeClause(to.facets)}`, {
      needs,
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

/** What is stored elsewhere is not touched. */
function isForeign({ parent }: Fact<'column'>): boolean {
  return parent?.startsWith('foreign table ') === true
}

/** Another collation is another order: indexes are built anew, the rows are not. */
function indexesOf(from: Fact<'column'>, to: Fact<'column'>, site: Site): readonly Hazard[] {
  if (from.facets.collation === to.facets.collation) return []
  const indexes = site
    .dependents(from.key)
    .filter((fact) => fact.kind === 'index' || (fact.kind === 'constraint' && fact.facets.index !== null))
    .map(({ name }) => sqlName(name.at(-1)!))
  if (indexes.length === 0) return []
  const table = nameOf({ name: to.name.slice(0, 2) })
  const are = indexes.length === 1 ? 'is' : 'are'
  return [{ kind: 'lock', text: `${table} is locked while ${indexes.join(', ')} ${are} built anew` }]
}

/** Which moment a timestamp is depends on the setting of who runs it. */
function zoneHazards(
  to: Fact<'column'>,
  types: { readonly from: string; readonly to: string },
): readonly Hazard[] {
  const isZoned = (type: string) => type.endsWith(' with time zone')
  // That of a time of the day is taken off without a look at the setting.
  const wasMoment = /^(timestamp|date|time(\(\d\))? without)/.test(types.from)
  const isMoment = /^(timestamp|date|time(\(\d\))? with )/.test(types.to)
  if (!wasMoment || !isMoment || isZoned(types.from) === isZoned(types.to)) return []
  return [
    { kind: 'values', text: `${nameOf(to)} is converted with the TimeZone of the session that runs it` },
  ]
}

function rewriteOf(to: Fact<'column'>): Hazard {
  const table = nameOf({ name: to.name.slice(0, 2) })
  return {
    kind: 'rewrite',
    text: `${table} is locked and rewritten`,
  }
}

function hazardOf(
  kind: Hazard['kind'],
  to: Fact<'column'>,
  types: { readonly from: string; readonly to: string },
): Hazard {
  const change = `${nameOf(to)} from ${types.from} to ${types.to}`
  if (kind === 'values') return { kind, text: `${change}: an array becomes its text, as {a,b}` }
  return kind === 'data loss'
    ? { kind, text: `${change}: what the new type cannot hold is lost` }
    : { kind, text: `${change}: a value that the new type does not take ends it` }
}
