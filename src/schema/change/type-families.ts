import type { Hazard } from './action.ts'

const whole = ['smallint', 'integer', 'bigint']

/** Types of which one is assigned to another without a cast. */
export const typeFamilies: Readonly<Record<'numbers' | 'strings' | 'moments', readonly string[]>> = {
  numbers: [...whole, 'numeric', 'real', 'double precision', 'money'],
  strings: ['text', 'character varying', 'character'],
  moments: ['date', 'timestamp without time zone', 'timestamp with time zone'],
}

const { numbers, strings } = typeFamilies

/** Without the length or precision. */
export function plainType(type: string): string {
  return type.replace(/\((\d+|,|\s|-)+\)/, '').replace(/\s+/g, ' ')
}

/** The length, or the precision and the scale; none: it has no bounds. */
function boundsOf(type: string): readonly number[] {
  const bounds = /\(([^)]*)\)/.exec(type)?.[1]?.split(',').map(Number)
  return bounds ?? []
}

/** What an assignment may do to values, where the server converts them without a cast. */
export function loses(from: string, to: string): readonly Hazard['kind'][] {
  if (from.endsWith('[]') && to.endsWith('[]')) return loses(from.slice(0, -2), to.slice(0, -2))
  const [old, now] = [plainType(from), plainType(to)]
  if (strings.includes(now))
    return [
      ...(isShorter(from, to) ? ['may fail' as const] : []),
      ...(old.endsWith('[]') ? ['values' as const] : []),
    ]
  if (now === 'bit' && (old !== 'bit' || boundsOf(from)[0] !== boundsOf(to)[0])) return ['may fail']
  if (old === 'bigint' && now === 'oid') return ['may fail']
  // The one has a sign, the other has none: the bits stay.
  if ([old, now].includes('oid') && [old, now].includes('integer')) return ['data loss']
  if (old === 'time with time zone' && now === 'time without time zone') return ['data loss']
  if (now === 'jsonb' && old === 'json') return ['data loss', 'may fail']
  if (now === 'cidr' && old === 'inet') return ['data loss']
  if (numbers.includes(old) && numbers.includes(now)) return losesOfNumbers(from, to)
  if (now.startsWith('time') || now === 'interval') return losesOfMoments(from, to)
  if (now === 'date' && old !== 'date') return ['data loss']
  return old === now && isShorter(from, to) ? ['may fail'] : []
}

/** Of `character` too: one without a length has one character, and is written as `character(1)`. */
function isShorter(from: string, to: string): boolean {
  const [old, now] = [boundsOf(from)[0], boundsOf(to)[0]]
  return now !== undefined && (old === undefined || old > now)
}

/** Digits before and behind the point that a type of numbers holds. */
function digitsOf(type: string): readonly [before: number, behind: number] {
  const plain = plainType(type)
  if (plain === 'smallint') return [5, 0]
  if (plain === 'integer') return [10, 0]
  if (plain === 'bigint') return [19, 0]
  const [precision, scale = 0] = boundsOf(type)
  return precision === undefined ? [Infinity, Infinity] : [precision - scale, scale]
}

function losesOfNumbers(from: string, to: string): readonly Hazard['kind'][] {
  const isFloat = (type: string) => type === 'real' || type === 'double precision'
  if (from === to || (from === 'real' && to === 'double precision')) return []
  if (to === 'money') return ['data loss', 'may fail']
  // Neither holds all values of the other.
  if (isFloat(to))
    return plainType(from) === 'smallint' || (from === 'integer' && to === 'double precision')
      ? []
      : ['data loss']
  if (isFloat(from)) return to === 'numeric' ? ['data loss'] : ['data loss', 'may fail']
  const [old, now] = [digitsOf(from), digitsOf(to)]
  return [
    ...(old[1] > now[1] ? (['data loss'] as const) : []),
    ...(old[0] > now[0] || (old[0] === now[0] && plainType(from) !== plainType(to) && whole.includes(to))
      ? (['may fail'] as const)
      : []),
  ]
}

/** Fractions of seconds are rounded; from and to a time zone it depends on the one of the session. */
function losesOfMoments(from: string, to: string): readonly Hazard['kind'][] {
  const [old = 6, now = 6] = [boundsOf(from)[0], boundsOf(to)[0]]
  return old > now ? ['data loss'] : []
}

/** Whether the rows are written anew when the one is assigned to the other; else the server changes its catalogs only. */
export function isRewritten(from: string, to: string): boolean {
  const [old, now] = [plainType(from), plainType(to)]
  if (from === to) return false
  const isLoose = ['text', 'character varying'].includes(old) && ['text', 'character varying'].includes(now)
  if (isLoose || (old === now && /^(bit varying|character varying|varbit)$/.test(now)))
    return isShorter(from, to)
  if (old === 'cidr' && now === 'inet') return false
  if ((old === 'oid' && now === 'integer') || (old === 'integer' && now === 'oid')) return false
  if (old !== now) return true
  if (now === 'numeric') {
    const [before, after] = [boundsOf(from), boundsOf(to)]
    if (after.length === 0) return false
    return before.length === 0 || before[1] !== after[1] || before[0]! > after[0]!
  }
  return !/^(time|timestamp|interval)/.test(now) || losesOfMoments(from, to).length > 0
}
