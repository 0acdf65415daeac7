import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { PlinthError } from '../errors.ts'
import { compressedError } from './compression.ts'
import { decoded, type TakeBytes } from './decoded.ts'
import { chunkBytes } from './hashed-file.ts'
import { ZstdFrame } from './zstd-frame.ts'

/** In Node.js since 22.15 and 23.8. */
const { createZstdDecompress } = zlib as {
  readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform
}

/** Throws E_FILE where this Node.js cannot decompress zstd. */
export function refuseWithoutZstd(shown: string): void {
  if (createZstdDecompress !== undefined) return
  throw new PlinthError(
    'E_FILE',
    `${shown} is compressed with zstd, which Node.js ${process.versions.node} cannot decompress`,
    { hint: `Use Node.js 22.15 or later, or decompress the file first: zstd -d ${shown}` },
  )
}

/** Decompresses a zstd file of one or several frames. Throws E_FILE for data that is cut off, damaged or followed by something else. */
export async function* unzstd(shown: string, take: TakeBytes): AsyncGenerator<Uint8Array> {
  if (createZstdDecompress === undefined) return refuseWithoutZstd(shown)
  const decoder = createZstdDecompress({ chunkSize: chunkBytes })
  try {
    yield* decoded(decoder, framePieces(shown, take))
  } catch (cause) {
    throw zstdError(shown, cause)
  }
}

/** The bytes of a source in pieces of which none belongs to two frames. */
function framePieces(shown: string, take: TakeBytes): TakeBytes {
  let frame: ZstdFrame | undefined
  let rest: Uint8Array = new Uint8Array(0)
  return async () => {
    if (rest.length === 0) rest = (await take()) ?? rest
    if (rest.length === 0 && frame !== undefined) throw compressedError(shown, 'zstd', 'cut off')
    if (rest.length === 0) return undefined
    frame ??= new ZstdFrame()
    const bytes = rest
    const length = frame.advance(bytes)
    if (frame.foreign) throw compressedError(shown, 'zstd', 'followed')
    if (frame.ended) frame = undefined
    rest = bytes.subarray(length)
    return bytes.subarray(0, length)
  }
}

function zstdError(shown: string, cause: unknown): PlinthError {
  if (cause instanceof PlinthError) return cause
  if ((cause as NodeJS.ErrnoException).code === 'ZSTD_error_frameParameter_windowTooLarge')
    return new PlinthError('E_FILE', `${shown} was compressed with a window of more than 128 MiB`, {
      hint: `Decompress it first: zstd -d --long=31 ${shown}`,
      cause,
    })
  return compressedError(shown, 'zstd', 'damaged', cause as Error)
}
