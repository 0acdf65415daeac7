import { domainIn, type DomainFact } from './domains.ts'
import type { Schema } from '../schema.ts'
import type { Hazard } from './action.ts'
import { isRewritten, loses, plainType, typeFamilies } from './type-families.ts'

/** How the values of a column get another type. */
export interface Conversion {
  /** Of `USING`; undefined: the server converts them as in an assignment. */
  readonly using: string | undefined
  readonly hazards: readonly Hazard['kind'][]
  /** Whether the rows are written anew, and not only the catalogs. */
  readonly isRewritten: boolean
}

const { numbers, strings, moments } = typeFamilies

/** How a column of one type becomes one of another: `name` is the column as SQL, types are as the server writes them; `schemas`: the old one and the new one. */
export function convertType(
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
  schemas: readonly Schema[],
): Conversion {
  // A domain can be another one in the new schema.
  const [before, after] = [schemas.slice(0, 1), schemas.slice(1)]
  const domains = [domainIn(before, from), domainIn(after, to)] as const
  const [base, target] = [domains[0]?.facets.type ?? from, domains[1]?.facets.type ?? to]
  const constraints: readonly Hazard['kind'][] =
    isStrict(domains[1], after) && from !== to ? ['may fail'] : []
  const [old, now] = [plainType(base), plainType(target)]
  const all = (hazards: readonly Hazard['kind'][]) => [...new Set([...hazards, ...constraints])]
  if (old === now || isAssigned(old, now))
    return {
      using: undefined,
      hazards: all(loses(base, target)),
      isRewritten: constraints.length > 0 || isRewritten(base, target),
    }
  const types = { old: plainType(from), now: plainType(to), to }
  const using =
    arrayConversion(name, from, to) ?? momentConversion(name, types) ?? castConversion(name, types)
  return { using, hazards: all(hazardsOfCast(from, to)), isRewritten: true }
}

/** Whether a domain refuses what its type takes. */
function isStrict(domain: DomainFact | undefined, schemas: readonly Schema[]): boolean {
  if (domain === undefined) return false
  return (
    domain.facets.notNull ||
    schemas.some(({ facts }) =>
      [...facts.values()].some((fact) => fact.kind === 'domain constraint' && fact.parent === domain.key),
    ) ||
    isStrict(domainIn(schemas, domain.facets.type), schemas)
  )
}

/** Whether the server converts the one to the other in an assignment. An array goes as its elements do. */
function isAssigned(old: string, now: string): boolean {
  if (old.endsWith('[]') && now.endsWith('[]')) return isAssigned(old.slice(0, -2), now.slice(0, -2))
  const both = (family: readonly string[]) => family.includes(old) && family.includes(now)
  if (both(numbers.filter((type) => type !== 'money')) || both(moments)) return true
  if (strings.includes(now)) return true
  return pairs.some(both)
}

/** Other types that are assigned to each other. */
const pairs: readonly (readonly string[])[] = [
  ['json', 'jsonb'],
  ['cidr', 'inet'],
  ['money', 'numeric'],
  ['oid', 'integer'],
  ['oid', 'bigint'],
  ['bit', 'bit varying'],
  ['time without time zone', 'time with time zone'],
]

function hazardsOfCast(from: string, to: string): readonly Hazard['kind'][] {
  const [old, now] = [plainType(from), plainType(to)]
  if (old.endsWith('[]') && !now.endsWith('[]')) return ['data loss', 'may fail']
  // The only element is what the value was.
  if (to === `${from}[]`) return []
  if (old === 'boolean' && numbers.includes(now)) return []
  // What is not 0 becomes true; fractions of seconds are rounded.
  if (now === 'boolean' && numbers.includes(old)) return ['data loss']
  return moments.includes(old) && numbers.includes(now) ? ['data loss', 'may fail'] : ['may fail']
}

function arrayConversion(name: string, from: string, to: string): string | undefined {
  const [wasArray, isArray] = [from.endsWith('[]'), to.endsWith('[]')]
  if (wasArray && isArray) return from === 'text[]' ? `${name}::${to}` : `${name}::text[]::${to}`
  if (isArray)
    return `CASE WHEN ${name} IS NOT NULL THEN ARRAY[${name}${from === 'text' ? '' : '::text'}]${to === 'text[]' ? '' : `::${to}`} END`
  return wasArray ? `${name}[1]::text::${to}` : undefined
}

interface Types {
  readonly old: string
  readonly now: string
  readonly to: string
}

/** Moments and numbers: seconds since 1970, UTC. */
function momentConversion(name: string, { old, now, to }: Types): string | undefined {
  if (moments.includes(old) && numbers.includes(now)) return `EXTRACT(epoch FROM ${name})::${to}`
  if (!numbers.includes(old) || !moments.includes(now)) return undefined
  const moment = `pg_catalog.to_timestamp(${name}::double precision)`
  if (now === 'timestamp with time zone') return moment
  return now === 'date' ? `(${moment} AT TIME ZONE 'UTC')::date` : `${moment} AT TIME ZONE 'UTC'`
}

function castConversion(name: string, { old, now, to }: Types): string {
  if (now === 'boolean' && numbers.includes(old)) return `${name} <> 0`
  if (old === 'boolean' && numbers.includes(now))
    return now === 'integer' ? `${name}::integer` : `${name}::integer::${to}`
  if (strings.includes(old)) return `${name}::${to}`
  return `${name}::text::${to}`
}
