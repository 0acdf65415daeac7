import { pipeline } from 'node:stream/promises'
import { Readable, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { DriverQuery } from './driver.ts'

/**
 * The result of a query whose rows nobody reads: they are dropped as they come. A COPY in a text that is run as it stands gets no data, and what it gives is dropped: the driver would end the
 * query at its first byte, lose the server's verdict, and leave the socket paused.
 */
export function resultOf(query: DriverQuery): Promise<unknown[]> {
  const { resolve, reject } = query
  query.forEachFn = () => {}
  const result = new Promise<unknown[]>((done, fail) => {
    query.resolve = (value) => {
      if (value instanceof Writable) {
        value.on('error', () => {}).destroy(new Error('there is no data for this COPY'))
      } else if (value instanceof Readable) {
        Object.assign(
          value.on('error', () => {}),
          { push: () => true },
        )
      } else {
        resolve.call(query, value)
        done(value)
      }
    }
    query.reject = (error) => {
      reject.call(query, error)
      fail(error)
    }
  })
  query.simple().catch(() => {})
  return result
}

/**
 * Feeds a COPY. The driver neither settles nor reports a COPY that the server refuses (reliability of postgres 3.4.9), so its
 * `reject` is hooked, and a sentinel query behind the data brings the server's verdict in every case.
 */
export async function copyThrough(
  query: DriverQuery,
  data: AsyncIterable<Uint8Array>,
  sentinel: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let refused: unknown
  const reject = query.reject
  const refusal = new Promise<never>((_, fail) => {
    query.reject = (error) => {
      refused = error
      reject.call(query, error)
      fail(error)
    }
  })
  refusal.catch(() => {})
  const writable = await Promise.race<Writable>([query.writable(), refusal])
  writable.on('error', () => {})
  const ended = whenEnded(writable)
  const piped = pipeline(
    Readable.from(inTurns(data), { objectMode: false, highWaterMark: 1 << 18 }),
    writable,
    {
      signal,
    },
  )
  try {
    await Promise.race([piped, ended, refusal])
  } catch (error) {
    if (refused) throw refused
    // The data failed: the server is told so, and its answer awaited, for what is sent next.
    await refusal.catch(() => {})
    throw error
  }
  piped.catch(() => {})
  try {
    await sentinel()
  } catch (error) {
    throw refused ?? error
  }
  if (refused) throw refused
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

/** Resolves when CopyDone was handed to the connection: the driver's `final` ran. */
function whenEnded(writable: Writable): Promise<void> {
  return new Promise((resolve) => {
    const hooked = writable as Writable & { _final: (callback: (error?: Error | null) => void) => void }
    const final = hooked._final
    hooked._final = function (callback) {
      final.call(this, callback)
      resolve()
    }
  })
}
