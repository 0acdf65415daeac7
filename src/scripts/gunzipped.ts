import { createGunzip } from 'node:zlib'
import { PlinthError } from '../errors.ts'
import { compressedError } from './compression.ts'
import { decoded, type TakeBytes } from './decoded.ts'
import { chunkBytes } from './hashed-file.ts'

/**
 * Decompresses a gzip file of one or several members. Zeros after the last are padding, as tapes make; Node.js passes over
 * whatever follows them, so this looks itself. Throws E_FILE for data that is cut off, damaged or followed by something else.
 */
export async function* gunzipped(shown: string, take: TakeBytes): AsyncGenerator<Uint8Array> {
  const decoder = createGunzip({ chunkSize: chunkBytes })
  let fed = 0
  let last: Uint8Array = new Uint8Array(0)
  const takeCounted = async () => {
    // The data ended within the last piece.
    if (decoder.bytesWritten < fed) return undefined
    const bytes = await take()
    fed += bytes?.length ?? 0
    last = bytes ?? last
    return bytes
  }
  try {
    yield* decoded(decoder, takeCounted)
  } catch (cause) {
    throw gzipError(shown, cause)
  }
  const unread = fed - decoder.bytesWritten
  await refuseAllButZeros(shown, unread === 0 ? undefined : last.subarray(last.length - unread), take)
}

async function refuseAllButZeros(
  shown: string,
  first: Uint8Array | undefined,
  take: TakeBytes,
): Promise<void> {
  for (let bytes = first ?? (await take()); bytes !== undefined; bytes = await take())
    if (bytes.some((byte) => byte !== 0)) throw compressedError(shown, 'gzip', 'followed')
}

function gzipError(shown: string, cause: unknown): PlinthError {
  if (cause instanceof PlinthError) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') return compressedError(shown, 'gzip', 'cut off', cause as Error)
  const flaw = message === 'incorrect header check' ? 'followed' : 'damaged'
  return compressedError(shown, 'gzip', flaw, cause as Error)
}
