import type { Schema } from '../schema.ts'
import { PlinthError } from '../../errors.ts'
import type { FactKey } from '../schema.ts'
import type { Hazard, Unplanned } from './action.ts'
import type { ChangeOptions } from './options.ts'

/** A statement of a plan. */
export interface ChangeStatement {
  /** Without semicolon. */
  readonly sql: string
  /** What it makes, drops or alters. */
  readonly facts: readonly FactKey[]
  readonly hazards: readonly Hazard[]
  /** False: it must run outside of a transaction. */
  readonly transactional: boolean
}

/** How one schema becomes another. */
export interface SchemaChange {
  /** In the order in which they can run. */
  readonly statements: readonly ChangeStatement[]
  /** Differences that no statement removes. */
  readonly unplanned: readonly Unplanned[]
}

/** The statements that make `to` of `from`. The way back is `planChange(to, from)`. */
export function planChange(_from: Schema, _to: Schema, _options: ChangeOptions = {}): SchemaChange {
  throw new PlinthError('E_INTERNAL', 'the planner of schema changes is not there yet')
}
