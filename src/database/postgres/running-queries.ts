import { setTimeout as pause } from 'node:timers/promises'
import type { DriverQuery } from './driver.ts'

/** So often a cancel request is sent (about 10 s) before an interrupted run gives up on the server. */
const cancelAttempts = 12

/** What runs or waits on a connection, in the order in which it was sent, and how it is stopped. */
export class RunningQueries {
  /** For a COPY with the way to stop its data. */
  readonly #queries = new Map<DriverQuery, () => void>()

  add(query: DriverQuery, stopData: () => void): void {
    this.#queries.set(query, stopData)
  }

  remove(query: DriverQuery): void {
    this.#queries.delete(query)
  }

  /**
   * Cancels what runs, one after the other, until nothing is left. A request may come too early or too late, so it is repeated.
   * False when the server did not listen.
   */
  async cancelAll(isLost: () => boolean): Promise<boolean> {
    for (const stopData of this.#queries.values()) stopData()
    for (let attempt = 0; this.#queries.size > 0 && !isLost(); attempt++) {
      if (attempt === cancelAttempts) return false
      const [first] = this.#queries.keys()
      await Promise.race([first && sendCancel(first), pause(500)])
      await pause(Math.min(500, 20 * 2 ** attempt))
    }
    return true
  }
}

/**
 * Asks the server, on a socket of its own, to cancel what runs. The driver's `cancel()` takes pipelined queries out of its books although
 * they are on the wire, ignores a COPY that began, and leaves its failure unhandled; so its parts are used one by one.
 */
async function sendCancel(query: DriverQuery): Promise<void> {
  if (query.state === null || query.canceller === null) return
  query.active = true
  await query.canceller(query).catch(() => {})
}
