/** Something of a migration that runs when it is awaited, and where the user's code made it. */
export abstract class Handled<T> implements PromiseLike<T> {
  /** What it is called in an error: `a query`. */
  abstract readonly noun: string
  /** Where the user's code made it: read only when it is told, for a stack is dear. */
  readonly origin = new Error('made here')
  state: 'made' | 'used' | 'running' | 'done' = 'made'
  /** What it failed with. */
  failure: unknown
  #result: Promise<T> | undefined

  protected abstract run(): Promise<T>

  // oxlint-disable-next-line unicorn/no-thenable -- it is awaited, as the queries of the driver are
  then<A, B>(
    done?: ((result: T) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    this.#result ??= this.#start()
    // oxlint-disable-next-line promise/no-callback-in-promise -- they are handed on
    return this.#result.then(done, failed)
  }

  async #start(): Promise<T> {
    this.state = 'running'
    try {
      return await this.run()
    } catch (error) {
      this.failure = error
      throw error
    } finally {
      this.state = 'done'
    }
  }
}

/** Those that run. */
export function running<T>(handled: Iterable<Handled<T>>): readonly Handled<T>[] {
  return [...handled].filter(({ state }) => state === 'running')
}
