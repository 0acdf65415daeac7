import { PlinthError } from '../errors.ts'
import type { OnEvent } from '../event.ts'
import type { World } from '../world.ts'
import { pause } from './locked.ts'

/** A lock that was not had in time, a deadlock, a serialisation that failed: the same transaction may succeed a moment later. */
const ofTheMoment: ReadonlySet<string | undefined> = new Set(['55P03', '40P01', '40001'])

const firstPauseMs = 500
const longestPauseMs = 10_000

/** What running a transaction again needs. */
export interface Retrying {
  readonly world: World
  readonly onEvent: OnEvent
  readonly signal: AbortSignal | undefined
  /** So many times more a transaction is tried that failed for a reason of the moment. */
  readonly lockRetries: number
}

/** Runs `work`, a whole transaction, and runs it again after a failure of the moment. `mayRetry`: whether this one's failure may be. */
export async function retried<T>(
  context: Retrying,
  work: () => Promise<T>,
  mayRetry: () => boolean,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PlinthError) || !ofTheMoment.has(error.sqlState) || !mayRetry()) throw error
      if (tries > context.lockRetries) throw withTries(error, tries)
      const jitter = 0.5 + context.world.jitter()
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)) * jitter
      const most = context.lockRetries + 1
      context.onEvent({ kind: 'retry', reason: error.message, tries, most, pauseMs })
      await pause(context, pauseMs, 'before it tried again')
    }
  }
}

function withTries(error: PlinthError, tries: number): PlinthError {
  if (tries === 1) return error
  return error.with({ detail: [error.detail, `It was tried ${tries} times.`].filter(Boolean).join('\n') })
}
