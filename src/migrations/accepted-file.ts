import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import type { Accepted } from '../schema/accepted.ts'

export const acceptedFileName = 'plinth.accepted'

const fields = ['fact', 'kind', 'sum', 'why', 'by', 'until'] as const satisfies readonly (keyof Accepted)[]

/** The text of a file of accepted differences: one a line, as JSON, sorted. Law: parsing it gives the same. */
export function printAccepted(accepted: readonly Accepted[]): string {
  const lines = accepted.map((one) =>
    JSON.stringify(Object.fromEntries(fields.map((name) => [name, one[name]]))),
  )
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('')
}

/** Reads such a text. Throws E_MIGRATION_FORMAT with the line. */
export function parseAccepted(text: string, file: string): readonly Accepted[] {
  return normalText(text)
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      const parsed = parseLine(line)
      if (parsed === undefined) throw broken(file, index + 1)
      return [parsed]
    })
}

function parseLine(line: string): Accepted | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return isAccepted(value) ? value : undefined
}

function isAccepted(value: unknown): value is Accepted {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Readonly<Record<string, unknown>>
  return (
    fields.every((name) => typeof record[name] === 'string' && record[name] !== '') &&
    ['missing', 'extra', 'differs'].includes(record['kind'] as string) &&
    /^[0-9a-f]{16}$/.test(record['sum'] as string) &&
    isDay(record['until'] as string)
  )
}

/** A day as `2027-01-31`. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function broken(file: string, line: number): PlinthError {
  return new PlinthError('E_MIGRATION_FORMAT', `${file} has a line that is not of the documented form`, {
    place: { file, line, column: 1 },
    detail: `A line is a JSON object with the texts ${fields.join(', ')}; "until" is a day as 2027-01-31.`,
    hint: 'Take the line out, and accept the difference anew: plinth verify --accept "<why>"',
  })
}
