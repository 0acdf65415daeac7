import type { StatementResult } from '../database.ts'
import { ServerError } from './server-error.ts'

/** The result of a query, as the driver gives it, with the key that the server gave for requests to cancel. */
export interface Answer {
  readonly state?: { readonly pid: number }
}

export function resultIn(result: unknown[]): StatementResult {
  const last = lastOf(result) as { readonly command?: string; readonly count?: number } | undefined
  return { command: last?.command ?? '', count: last?.count ?? 0 }
}

/** The driver gives the result of one statement, or a list of those of several. */
export function lastOf(result: unknown[]): unknown {
  return Array.isArray(result[0]) ? result.at(-1) : result
}

export function refuseNul(text: string): void {
  const at = text.indexOf('\0')
  if (at < 0) return
  throw new ServerError('E_SQL', 'the statement holds a NUL character', {
    sqlState: '22021',
    position: text.slice(0, at).length + 1,
  })
}
