import { setImmediate as others } from 'node:timers/promises'
import { PlinthError } from '../errors.ts'
import type { Handled } from './handled.ts'
import { running } from './handled.ts'

/**
 * What a function of the user's waits for may never come, so an interrupt ends the wait for it: after the queries of its that run, whose own
 * failure says more. The function itself cannot be ended; what it asks of the connection later must be refused.
 */
export async function untilInterrupted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  made: () => Iterable<Handled<unknown>>,
): Promise<T> {
  if (signal === undefined) return work
  let interrupt = () => {}
  const interruption = new Promise<void>((resolve) => (interrupt = resolve))
  if (signal.aborted) interrupt()
  else signal.addEventListener('abort', interrupt, { once: true })
  const interrupted = interruption.then(async () => {
    await Promise.allSettled(running(made()))
    await others()
    throw new PlinthError('E_INTERRUPTED', 'the run was interrupted')
  })
  try {
    return await Promise.race([work, interrupted])
  } finally {
    signal.removeEventListener('abort', interrupt)
    // It may still fail, and nobody is waiting any more.
    interrupted.catch(() => {})
    work.catch(() => {})
  }
}
