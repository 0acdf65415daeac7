import type { Surroundings } from '../project.ts'
import { status, type RevisionLine } from './status.ts'

export interface CheckResult {
  /** False when something is pending, edited, or the database is not initialised. */
  readonly ok: boolean
  readonly code: 'E_PENDING' | 'E_NOT_INITIALISED' | 'E_EDITED' | 'E_HEADS' | undefined
  readonly database: string
  readonly state: string
  readonly current: readonly string[]
  readonly pending: readonly RevisionLine[]
  readonly heads: readonly string[]
  readonly edited: readonly string[]
}

/** Is the database up to date with these files? Answers; throws only when it cannot find out. */
export async function check(surroundings: Surroundings): Promise<CheckResult> {
  const found = await status(surroundings)
  const code = codeOf(found.state.kind, found.edited.length, found.pending.length)
  return {
    ok: code === undefined,
    code,
    database: found.database,
    state: found.state.kind,
    current: found.current.map((line) => line.revision),
    pending: found.pending,
    heads: found.heads.map((line) => line.revision),
    edited: found.edited,
  }
}

function codeOf(state: string, edited: number, pending: number): CheckResult['code'] {
  if (state !== 'initialised') return 'E_NOT_INITIALISED'
  if (edited > 0) return 'E_EDITED'
  return pending > 0 ? 'E_PENDING' : undefined
}
