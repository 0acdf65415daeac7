import { resolve } from 'node:path'
import { PlinthError } from '../errors.ts'
import { compressionOf, magicBytes, type Compression } from './compression.ts'
import { gunzipped } from './gunzipped.ts'
import { HashedFile, type Hashing } from './hashed-file.ts'
import { shownIn } from './inside.ts'
import { openRegularFile, type OpenFile } from './regular-file.ts'
import { refuseWithoutZstd, unzstd } from './unzstd.ts'

export interface OpenScriptOptions {
  /** The project's folder: a relative path starts there, and `file` is relative to it. The working directory by default. */
  readonly root?: string
  /** `sha256` by default. */
  readonly hashing?: Hashing
}

/** A psql script on disk, open. It is read once. */
export interface OpenedScript extends AsyncDisposable {
  /** Its name as shown to people: relative to the root where it lies in it, else absolute. */
  readonly file: string
  readonly compression: Compression
  /** Bytes on disk: compressed ones when it is compressed. */
  readonly size: number
  /**
   * The text, decompressed, in pieces of up to 256 KiB which are never overwritten. Its end, an error and leaving early close the file.
   * Throws E_FILE: cannot be read, was changed while it was read, is cut off, damaged or followed by something else.
   */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes of the file on disk that were read so far: goes from 0 to `size`. */
  bytesRead(): number
  /** SHA-256 of the bytes on disk in lower-case hex digits, once `chunks` was read to its end, or after {@link finishHash}; E_INTERNAL before. */
  sha256(): string
  /** For a script that was left early (`\q`): reads the rest for the hash alone. Does nothing when all was read. Throws E_FILE. */
  finishHash(): Promise<void>
  /** Closes the file; may be called at any time, and again. */
  close(): Promise<void>
}

/**
 * Opens a psql script: plain text, gzip or zstd, told by its content. Nothing but a regular file is opened.
 * Throws E_FILE with a hint: missing, not allowed, a folder, a pipe, a circle of links, a compression that cannot be read.
 */
export async function openScript(path: string, options: OpenScriptOptions = {}): Promise<OpenedScript> {
  const root = resolve(options.root ?? '')
  const absolute = resolve(root, path)
  return readOpened(await openRegularFile(absolute, shownIn(root, absolute)), options.hashing)
}

/** The script in a file that is open already. Closes it when it throws, as {@link openScript}. */
export async function readOpened(opened: OpenFile, hashing: Hashing = 'sha256'): Promise<OpenedScript> {
  const file = new HashedFile(opened, hashing)
  try {
    const compression = compressionOf(await file.start(magicBytes), file.shown)
    if (compression === 'zstd') refuseWithoutZstd(file.shown)
    return scriptOf(file, compression)
  } catch (error) {
    await file.close()
    throw error
  }
}

function scriptOf(file: HashedFile, compression: Compression): OpenedScript {
  const texts = textsOf(file, compression)
  const close = async () => {
    await file.close()
    await texts.return(undefined)
  }
  return {
    file: file.shown,
    compression,
    size: file.size,
    chunks: readOnce(file.shown, texts, close),
    bytesRead: () => file.bytesRead,
    sha256: () => file.sha256(),
    finishHash: () => file.finishHash(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function* textsOf(file: HashedFile, compression: Compression): AsyncGenerator<Uint8Array> {
  const take = () => file.take()
  try {
    if (compression === 'gzip') yield* gunzipped(file.shown, take)
    else if (compression === 'zstd') yield* unzstd(file.shown, take)
    else for (let bytes = await take(); bytes !== undefined; bytes = await take()) yield bytes
  } finally {
    await file.close()
  }
}

/** A second reading would find an empty script, and say nothing. Leaving must close the file even before the first piece, when the generator did not start. */
function readOnce(
  shown: string,
  texts: AsyncGenerator<Uint8Array>,
  close: () => Promise<void>,
): AsyncIterable<Uint8Array> {
  let isTaken = false
  return {
    [Symbol.asyncIterator]() {
      if (isTaken) throw new PlinthError('E_INTERNAL', `${shown} is read twice, but was opened once`)
      isTaken = true
      return {
        next: () => texts.next(),
        return: async () => {
          await close()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
