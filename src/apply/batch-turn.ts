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
    await this.#inside.run(this.#owner as symbol, async () => {
      await each()
    })
  }

  /** For a query that is about to be sent. */
  refuseOthers(): void {
    if (this.#owner !== undefined && this.#inside.getStore() !== this.#owner) throw besideError()
  }
}

function besideError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'batches run alone, and something ran beside them', {
    hint: 'Write await before sql.batches(…), and before each query in front of it. Batches do not go into batches.',
  })
}
