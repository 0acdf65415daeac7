import type { Transform } from 'node:stream'

/** Gives the next bytes of a source; undefined at its end. */
export type TakeBytes = () => Promise<Uint8Array | undefined>

/** What a decompressor gives for the bytes of a source. It takes only as much as is asked for, one piece at a time. */
export async function* decoded(decoder: Transform, take: TakeBytes): AsyncGenerator<Uint8Array> {
  feed(decoder, take).catch((error: unknown) => decoder.destroy(error as Error))
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array
  } finally {
    decoder.destroy()
  }
}

async function feed(decoder: Transform, take: TakeBytes): Promise<void> {
  while (!decoder.destroyed) {
    const bytes = await take()
    if (bytes === undefined) break
    await written(decoder, bytes)
  }
  decoder.end()
}

/** Resolves when `bytes` were taken in. */
function written(decoder: Transform, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    decoder.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
