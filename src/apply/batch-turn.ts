import { AsyncLocalStorage } from 'node:async_hooks'
import { PlinthError } from '../errors.ts'
import { running, type Handled } from './handled.ts'

/** What batches see of the handle that they were made with. */
export interface BatchHandle {
  readonly turn: BatchTurn
  /** What was made with it and has not succeeded. */
  readonly handled: Set<Handled<unknown>>
  /** They themselves. */
  readonly of: Handled<unknown>
}

/** While batches run, the connection is theirs: a query from elsewhere would run in the transaction of a batch, or be lost with it. */
export class BatchTurn {
  readonly #inside = new AsyncLocalStorage<symbol>()
  #owner: symbol | undefined
  #batch: symbol | undefined

  /** Runs `work`, in which nothing but what {@link inside} runs may be asked of the connection. */
  async taken<T>({ handled, of }: BatchHandle, work: () => Promise<T>): Promise<T> {
    if (this.#owner !== undefined || running(handled).some((one) => one !== of)) throw besideError()
    this.#owner = Symbol('batches')
    try {
      return await work()
    } finally {
      this.#owner = undefined
    }
  }

  /** Runs the user's function for a batch. */
  async inside(each: () => unknown): Promise<void> {
    const batch = Symbol('batch')
    this.#batch = batch
    try {
      await this.#inside.run(batch, async () => {
        await each()
      })
    } finally {
      this.#batch = undefined
    }
  }

  /** For a query that is about to be sent. */
  refuseOthers(): void {
    const inside = this.#inside.getStore()
    // What an earlier batch left running is not inside of this one, nor of what follows the batches.
    const isElsewhere = inside !== this.#batch || (inside === undefined && this.#owner !== undefined)
    if (isElsewhere) throw besideError()
  }
}

function besideError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'batches run alone, and something ran beside them', {
    hint: 'Write await before sql.batches(…), and before each query in front of it. Batches do not go into batches.',
  })
}
