import type { Database, Session } from '../database/database.ts'
import type { OnEvent } from '../event.ts'
import type { World } from '../world.ts'

/** A run that is silent for so long is looked at from a second connection, and again after as long. */
const silentMs = 3000

/** What watching a run needs. */
export interface Watched {
  readonly session: Pick<Session, 'backendPid'>
  readonly database: Database
  readonly world: World
  readonly onEvent: OnEvent
  /** Opens a second connection; undefined where there may be none. */
  readonly openWatcher: ((signal: AbortSignal) => Promise<Session>) | undefined
}

/** A run that is watched; see {@link watched}. */
export interface Watch {
  /** Something went on. */
  readonly alive: () => void
}

/**
 * Runs `work`, and where it is silent for some seconds tells from a second connection what the server is doing, and who blocks it.
 * A watcher that fails is given up: it must never harm the work.
 */
export async function watched<T>(context: Watched, work: (watch: Watch) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  let since = context.world.monotonicMs()
  // Not awaited: what it waits for, when the network is gone, must not hold up the work.
  look(context, () => since, stop.signal).catch(() => {})
  try {
    return await work({ alive: () => (since = context.world.monotonicMs()) })
  } finally {
    stop.abort()
  }
}

async function look(context: Watched, since: () => number, signal: AbortSignal): Promise<void> {
  const { database, world, onEvent, session, openWatcher } = context
  if (openWatcher === undefined) return
  let watcher: Session | undefined
  try {
    for (;;) {
      await world.sleep(silentMs, signal)
      const waitedMs = world.monotonicMs() - since()
      if (waitedMs < silentMs) continue
      watcher ??= await openWatcher(signal)
      const found = await database.readWork(watcher, session.backendPid)
      if (found !== undefined && !signal.aborted) onEvent({ kind: 'work', waitedMs, ...found })
    }
  } finally {
    await watcher?.close()
  }
}
