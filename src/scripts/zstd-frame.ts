/** The next bytes of a frame that matter: `gather` is handed back, `pass` is passed over. */
interface Wish {
  readonly kind: 'gather' | 'pass'
  readonly bytes: number
}

const zstdMagic = 0xfd2fb528
const gather = (bytes: number): Wish => ({ kind: 'gather', bytes })
const pass = (bytes: number): Wish => ({ kind: 'pass', bytes })

/**
 * Finds the end of a zstd frame (RFC 8878) by the lengths it consists of, without decompressing it. Node.js 22 takes a frame that is
 * cut off for a whole one, and every version passes over a second frame in the same piece: both would lose a part of a script.
 */
export class ZstdFrame {
  /** The whole frame was seen. */
  ended = false
  /** The bytes are no frame. */
  foreign = false
  readonly #parts = partsOfFrame()
  #wish: Wish
  #missing: number
  #gathered: number[] = []

  constructor() {
    this.#wish = this.#parts.next().value as Wish
    this.#missing = this.#wish.bytes
  }

  /** Goes on through `bytes`. Returns how many of them belong to the frame. */
  advance(bytes: Uint8Array): number {
    let at = 0
    while (!this.ended && !this.foreign) {
      const length = Math.min(this.#missing, bytes.length - at)
      if (this.#wish.kind === 'gather') this.#gathered.push(...bytes.subarray(at, at + length))
      at += length
      this.#missing -= length
      if (this.#missing > 0) break
      this.#ask()
    }
    return at
  }

  #ask(): void {
    const next = this.#parts.next(Buffer.from(this.#gathered))
    this.#gathered = []
    if (next.done === true) {
      this.ended = next.value === 'ended'
      this.foreign = !this.ended
      return
    }
    this.#wish = next.value
    this.#missing = next.value.bytes
  }
}

function* partsOfFrame(): Generator<Wish, 'ended' | 'foreign', Buffer> {
  const magic = (yield gather(4)).readUInt32LE()
  if (magic >>> 4 === 0x184d2a5) {
    yield pass((yield gather(4)).readUInt32LE())
    return 'ended'
  }
  if (magic !== zstdMagic) return 'foreign'
  const descriptor = (yield gather(1)).readUInt8()
  yield pass(headerBytes(descriptor))
  for (let isLast = false; !isLast;) {
    const block = (yield gather(3)).readUIntLE(0, 3)
    const isRepeatedByte = ((block >> 1) & 3) === 1
    yield pass(isRepeatedByte ? 1 : block >> 3)
    isLast = (block & 1) === 1
  }
  const hasChecksum = (descriptor & 4) !== 0
  yield pass(hasChecksum ? 4 : 0)
  return 'ended'
}

/** Bytes of the frame header after its descriptor: window, dictionary, size of the content. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return (isSingleSegment ? 0 : 1) + dictionary + contentSize
}
