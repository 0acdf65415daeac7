import { pipeline } from 'node:stream/promises'
import { Readable, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { DriverQuery } from './driver.ts'

/**
 * The result of a query whose rows nobody reads: they are dropped as they come. A COPY in a text that is run as it stands gets no data, and what it gives is dropped: the driver would end the
 * query at its first byte, lose the server's verdict, and leave the socket paused.
 */
export function resultOf(query: DriverQuery): Promise<unknown[]> {
  query.forEachFn = () => {}
  const result = hooked(query, (stream) => {
    stream.on('error', () => {})
    if (stream instanceof Writable) stream.destroy(new Error('there is no data for this COPY'))
    else Object.assign(stream, { push: () => true })
  })
  query.simple().catch(() => {})
  return result
}

/** What the server answers in the end. The driver gives the stream of a COPY for a result first: that is handed to `onStream`. */
function hooked(query: DriverQuery, onStream: (stream: Writable | Readable) => void): Promise<unknown[]> {
  const { resolve, reject } = query
  return new Promise<unknown[]>((done, fail) => {
    query.resolve = (value) => {
      if (value instanceof Writable || value instanceof Readable) return onStream(value)
      resolve.call(query, value)
      done(value)
    }
    query.reject = (error) => {
      reject.call(query, error)
      fail(error)
    }
  })
}

/**
 * Feeds a COPY. The driver gives the stream for a result, and neither settles nor reports a COPY that the server refuses (reliability of
 * postgres 3.4.9); but the second result, and the failure, still come to the query's `resolve` and `reject`, which are hooked.
 */
export function copyThrough(
  query: DriverQuery,
  data: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): { readonly sent: Promise<boolean>; readonly done: Promise<unknown[]> } {
  const { stream, verdict } = answersTo(query)
  let refused: unknown
  verdict.catch((error: unknown) => (refused = error))
  const fed = feed(stream, verdict, data, signal)
  const afterFailure = async (failure: unknown) => {
    // When the data failed, the server is told so, and its answer awaited, for what is sent next.
    if (refused === undefined) await verdict.catch(() => {})
    else throw refused
    throw failure
  }
  const sent = fed.then(
    () => true,
    () => false,
  )
  return { sent, done: fed.then(() => verdict, afterFailure) }
}

/** Sends a COPY. What the server gives: first the stream for its data, then the result, or a refusal instead of either. */
function answersTo(query: DriverQuery): { stream: Promise<Writable>; verdict: Promise<unknown[]> } {
  let streamed: (stream: Writable) => void = () => {}
  const stream = new Promise<Writable>((done) => (streamed = done))
  const verdict = hooked(query, (value) => streamed(value as Writable))
  query.writable().catch(() => {})
  return { stream, verdict }
}

/** Resolves when all of the data was handed to the connection. */
async function feed(
  stream: Promise<Writable>,
  verdict: Promise<unknown>,
  data: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const refusal = verdict.then(() => new Promise<never>(() => {}))
  const writable = await Promise.race([stream, refusal])
  writable.on('error', () => {})
  const ended = whenEnded(writable)
  const source = Readable.from(inTurns(data), { objectMode: false, highWaterMark: 1 << 18 })
  const piped = pipeline(source, writable, { signal })
  piped.catch(() => {})
  await Promise.race([piped, ended, refusal])
}

/** Data that never waits would keep the event loop from the server's refusal and from an interrupt, so there is a turn every 256 KiB. */
async function* inTurns(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let weight = 0
  for await (const chunk of data) {
    yield chunk
    weight += chunk.length + 256
    if (weight < 1 << 18) continue
    weight = 0
    await turn()
  }
}

/**
 * Resolves when CopyDone was handed to the connection: the driver's `final` ran. The stream destroys itself after the server's answer,
 * for which the driver sends CopyFail: that would hit the COPY that was sent next.
 */
function whenEnded(writable: Writable): Promise<void> {
  return new Promise((resolve) => {
    const hooked = writable as Writable & {
      _final: (callback: (error?: Error | null) => void) => void
      _destroy: (error: Error | null, callback: (error?: Error | null) => void) => void
    }
    const final = hooked._final
    hooked._final = function (callback) {
      final.call(this, callback)
      hooked._destroy = (error, done) => done(error)
      resolve()
    }
  })
}
