import type { ScriptPlace } from './item.ts'
import { PlaceCounter } from './place-counter.ts'
import { scriptError } from './script-error.ts'

/** Up to here, the decoder's start costs more than looking at each byte. */
const longestAscii = 4096
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of `bytes`, which stand at `place`. Only UTF-8 without NUL is text; anything else is E_SCRIPT. */
export function decodeText(bytes: Buffer, place: ScriptPlace): string {
  if (bytes.length <= longestAscii && isAscii(bytes)) return bytes.toString('latin1')
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    throw notUtf8(bytes, place)
  }
  if (text.includes('\0')) throw nulByte(bytes, place)
  return text
}

/** Checks bytes that are passed over: comments are text too. */
export function checkText(bytes: Buffer, place: ScriptPlace): void {
  if (!isAscii(bytes)) decodeText(bytes, place)
}

/** Whether all bytes are ASCII, and none is NUL. */
function isAscii(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === 0 || byte >= 0x80) return false
  }
  return true
}

/** The greatest index up to `index` that does not cut a character of UTF-8 into two. */
export function characterBoundary(bytes: Uint8Array, index: number): number {
  for (let i = index - 1; i >= 0 && i >= index - 3; i--) {
    const byte = bytes[i]!
    if (byte >= 0xc0) return i
    if (byte < 0x80) break
  }
  return index
}

function nulByte(bytes: Buffer, place: ScriptPlace): Error {
  const at = new PlaceCounter(place, 0).placeOf(bytes, bytes.indexOf(0))
  return scriptError(at, `the script holds a NUL byte at offset ${at.offset}`, {
    hint: 'PostgreSQL cannot store NUL in text. Is this file binary, or UTF-16 text? Save it as UTF-8.',
  })
}

function notUtf8(bytes: Buffer, place: ScriptPlace): Error {
  const index = firstInvalid(bytes)
  const at = new PlaceCounter(place, 0).placeOf(bytes, index)
  const byte = (bytes[index] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return scriptError(at, `the script is not valid UTF-8: byte 0x${byte} at offset ${at.offset}`, {
    hint: `Convert it, for example: iconv -f LATIN1 -t UTF-8 ${at.file} > converted.sql`,
  })
}

/** Index of the first sequence that is not UTF-8: halves the text until the longest valid beginning is found. */
function firstInvalid(bytes: Buffer): number {
  let valid = 0
  let invalid = bytes.length + 1
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (isBeginning(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  const start = characterBoundary(bytes, valid)
  return isWhole(bytes.subarray(start, valid)) ? valid : start
}

function isWhole(bytes: Buffer): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Valid, but the last character may be cut off. */
function isBeginning(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
