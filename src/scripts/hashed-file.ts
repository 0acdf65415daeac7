import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { PlinthError } from '../errors.ts'
import { fileError } from './file-error.ts'
import { isUnchanged, openRegularFile, type OpenFile } from './regular-file.ts'

/** Bytes of one read. Larger ones are not faster; smaller ones cost more calls. */
export const chunkBytes = 256 * 1024
const smallestRead = 4096

/** Whether what is read is hashed on the way; it costs about a second for a gigabyte. */
export type Hashing = 'sha256' | 'none'

interface Reading {
  readonly buffer: Buffer
  readonly bytesRead: number
}

/** An open file that is read once from its beginning to its end, and hashed on the way. */
export class HashedFile {
  readonly shown: string
  /** Bytes, when it was opened. */
  readonly size: number
  readonly #file: OpenFile
  readonly #hash: Hash | undefined
  #handle: FileHandle | undefined
  #position = 0
  /** The next read, which goes on while the bytes of the last one are worked on. */
  #ahead: Promise<Reading> | undefined
  #digest: string | undefined
  #isLeft = false

  constructor(file: OpenFile, hashing: Hashing) {
    this.#file = file
    this.#hash = hashing === 'sha256' ? createHash('sha256') : undefined
    this.#handle = file.handle
    this.shown = file.shown
    this.size = Number(file.stats.size)
  }

  get bytesRead(): number {
    return this.#position
  }

  /** The first bytes, at most `length`, without moving on. Throws E_FILE. */
  async start(length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#read(Buffer.alloc(length), 0)
    return buffer.subarray(0, bytesRead)
  }

  /** The next bytes, in memory of their own; undefined at the end, where the file is closed. Throws E_FILE, also when the file was changed meanwhile. */
  async take(): Promise<Buffer | undefined> {
    // What finishHash passed over must not look like the end.
    if (this.#isLeft) throw internal(`${this.shown} is read on, after its hash was finished`)
    return this.#next()
  }

  /** SHA-256 of the whole file, as lower-case hex digits. Throws E_INTERNAL while it is not read to its end. */
  sha256(): string {
    if (this.#hash === undefined) throw internal(`${this.shown} was opened without a hash`)
    if (this.#digest === undefined) throw internal(`${this.shown} is hashed, but was not read to its end`)
    return this.#digest
  }

  /** Reads what is left, for the hash alone. Opens the file again when it was closed. Throws E_FILE, also when it is another file now. */
  async finishHash(): Promise<void> {
    if (this.#digest !== undefined) return
    this.#isLeft = true
    await this.close()
    const again = await openRegularFile(this.#file.path, this.shown)
    this.#handle = again.handle
    try {
      if (!isUnchanged(this.#file.stats, again.stats)) throw changed(this.shown)
      while ((await this.#next()) !== undefined);
    } finally {
      await this.close()
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    this.#ahead = undefined
    await handle?.close()
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#digest !== undefined) return undefined
    const { buffer, bytesRead } = await (this.#ahead ?? this.#readOn())
    this.#ahead = undefined
    if (bytesRead === 0) return this.#end()
    const bytes = buffer.subarray(0, bytesRead)
    this.#position += bytesRead
    if (this.#position < this.size) {
      this.#ahead = this.#readOn()
      // It is told when its bytes are asked for.
      this.#ahead.catch(() => {})
    }
    this.#hash?.update(bytes)
    return bytes
  }

  #readOn(): Promise<Reading> {
    const wanted = Math.min(chunkBytes, Math.max(smallestRead, this.size - this.#position))
    return this.#read(Buffer.allocUnsafeSlow(wanted), this.#position)
  }

  async #read(buffer: Buffer, position: number): Promise<Reading> {
    const handle = this.#open()
    try {
      return await handle.read(buffer, 0, buffer.length, position)
    } catch (cause) {
      throw fileError(this.shown, cause)
    }
  }

  async #end(): Promise<undefined> {
    const stats = await this.#open().stat({ bigint: true })
    if (!isUnchanged(this.#file.stats, stats) || this.#position !== this.size) throw changed(this.shown)
    this.#digest = this.#hash?.digest('hex') ?? ''
    await this.close()
  }

  #open(): FileHandle {
    if (this.#handle === undefined) throw internal(`${this.shown} is read, but was closed`)
    return this.#handle
  }
}

function changed(shown: string): PlinthError {
  return new PlinthError('E_FILE', `${shown} was changed while it was read`, {
    detail: 'What was read may be a mixture of the old and the new content.',
    hint: 'Wait until the program that writes it has finished, and run the same command again.',
  })
}

function internal(message: string): PlinthError {
  return new PlinthError('E_INTERNAL', message)
}
