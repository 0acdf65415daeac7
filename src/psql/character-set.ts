/** How the bytes of a script stand for characters. */
export interface CharacterSet {
  /** PostgreSQL's name for it. */
  readonly name: string
  /** The length of the character that begins at `index`: `pg_encoding_mblen` of PostgreSQL's `src/common/wchar.c`. */
  lengthAt(bytes: Uint8Array, index: number): number
  /** The code point of a character that is no ASCII; -1 when there is none. */
  codeAt(bytes: Uint8Array, index: number, length: number): number
}

/** Stands before a byte that could not be decoded, which follows as the character of the same number. Never part of UTF-8. */
export const invalidMark = 0xff

const longestExpansion = 3

/**
 * Turns bytes into UTF-8. ASCII stays: that is why the lexer sees only true quotes and backslashes afterwards, as psql's lexer
 * does by masking the second bytes of characters (`psqlscan_prepare_buffer` of psqlscan.l).
 * What stands for no character becomes {@link invalidMark} and the first byte. `end` is where an incomplete character begins.
 */
export function toUtf8(set: CharacterSet, raw: Uint8Array, ended: 'more follows' | 'at the end'): Transcoded {
  const bytes = Buffer.allocUnsafe(raw.length * longestExpansion)
  let to = 0
  let i = 0
  while (i < raw.length) {
    const byte = raw[i]!
    if (byte < 0x80) {
      bytes[to++] = byte
      i++
      continue
    }
    const isKnown = i + 1 < raw.length || set.lengthAt(raw, i) === 1
    const length = isKnown ? set.lengthAt(raw, i) : 2
    if (i + length > raw.length && ended === 'more follows') break
    const code = i + length > raw.length ? -1 : set.codeAt(raw, i, length)
    to = code === -1 ? writeInvalid(bytes, to, byte) : writeCode(bytes, to, code)
    i += length
  }
  return { bytes: bytes.subarray(0, to), end: Math.min(i, raw.length) }
}

export interface Transcoded {
  readonly bytes: Buffer
  /** How many of the raw bytes were read. */
  readonly end: number
}

function writeInvalid(bytes: Buffer, at: number, byte: number): number {
  bytes[at] = invalidMark
  return writeCode(bytes, at + 1, byte)
}

/** Writes a code point from 0x80 on. */
function writeCode(bytes: Buffer, at: number, code: number): number {
  if (code < 0x800) {
    bytes[at] = 0xc0 | (code >> 6)
    bytes[at + 1] = 0x80 | (code & 0x3f)
    return at + 2
  }
  if (code < 0x10000) {
    bytes[at] = 0xe0 | (code >> 12)
    bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f)
    bytes[at + 2] = 0x80 | (code & 0x3f)
    return at + 3
  }
  bytes[at] = 0xf0 | (code >> 18)
  bytes[at + 1] = 0x80 | ((code >> 12) & 0x3f)
  bytes[at + 2] = 0x80 | ((code >> 6) & 0x3f)
  bytes[at + 3] = 0x80 | (code & 0x3f)
  return at + 4
}
