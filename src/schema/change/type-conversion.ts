import { factsOf, type Schema } from '../schema.ts'
import type { Hazard } from './action.ts'
import { nameOf } from './names.ts'

/** How the values of a column get another type. */
export interface Conversion {
  /** Of `USING`; undefined: the server converts them as in an assignment. */
  readonly using: string | undefined
  readonly hazards: readonly Hazard['kind'][]
}

const whole = ['smallint', 'integer', 'bigint']
const numbers = [...whole, 'numeric', 'real', 'double precision', 'money']
const strings = ['text', 'character varying', 'character']
const moments = ['date', 'timestamp without time zone', 'timestamp with time zone']

/** How a column of one type becomes one of another: `name` is the column as SQL, types are as the server writes them; `schemas`: the old one and the new one. */
export function convertType(
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
  schemas: readonly Schema[],
): Conversion {
  const [old, now] = [plainType(from), plainType(to)]
  if (old === now) return { using: undefined, hazards: isNarrower(from, to) ? ['may fail'] : [] }
  if (isAssigned(old, now, schemas)) return { using: undefined, hazards: loses(old, now) }
  const using =
    arrayConversion(name, from, to) ??
    momentConversion(name, { old, now, to }) ??
    castConversion(name, { old, now, to })
  return { using, hazards: ['may fail'] }
}

/** Without the length or precision. */
function plainType(type: string): string {
  return type.replace(/\((\d+|,|\s|-)+\)/, '').replace(/\s+/g, ' ')
}

function isNarrower(from: string, to: string): boolean {
  const [old, now] = [from, to].map((type) => (/\(([^)]*)\)/.exec(type)?.[1] ?? '').split(',').map(Number))
  if (!to.includes('(')) return false
  return !from.includes('(') || old!.some((size, at) => size > (now![at] ?? 0))
}

function isAssigned(old: string, now: string, schemas: readonly Schema[]): boolean {
  const both = (family: readonly string[]) => family.includes(old) && family.includes(now)
  if (both(numbers.filter((type) => type !== 'money')) || both(moments)) return true
  if (strings.includes(now)) return true
  if (both(['json', 'jsonb']) || both(['cidr', 'inet'])) return true
  const [before, after] = schemas
  return isDomainOver(old, now, before) || isDomainOver(now, old, after)
}

/** A domain can be another one in the new schema. */
function isDomainOver(domain: string, type: string, schema: Schema | undefined): boolean {
  if (schema === undefined) return false
  return factsOf(schema, 'domain').some(
    (fact) => nameOf(fact) === domain && plainType(fact.facets.type) === type,
  )
}

function loses(old: string, now: string): readonly Hazard['kind'][] {
  if (strings.includes(now) || (old === 'json' && now === 'jsonb'))
    return strings.includes(old) && now !== 'text' ? ['may fail'] : []
  if (whole.includes(old) && whole.includes(now))
    return whole.indexOf(old) > whole.indexOf(now) ? ['may fail'] : []
  if (whole.includes(old) && now === 'numeric') return []
  if (numbers.includes(old)) return ['data loss', 'may fail']
  return old.startsWith('timestamp') && now === 'date' ? ['data loss'] : []
}

function arrayConversion(name: string, from: string, to: string): string | undefined {
  const [wasArray, isArray] = [from.endsWith('[]'), to.endsWith('[]')]
  if (wasArray && isArray) return `${name}::text[]::${to}`
  if (isArray) return `CASE WHEN ${name} IS NOT NULL THEN ARRAY[${name}::text]::${to} END`
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
  if (strings.includes(old) || (old === 'text' && now === 'bytea')) return `${name}::${to}`
  return `${name}::text::${to}`
}
