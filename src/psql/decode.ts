import { isUtf8 } from 'node:buffer'
import { invalidMark } from './character-set.ts'
import { scriptError } from './script-error.ts'
import type { Window } from './window.ts'

/** Up to here, trying each character costs less than halving once more. */
const fewBytes = 64

/** The length of the longest beginning that is text: UTF-8 without NUL. An incomplete character at the end is no part of it. */
export function textLength(bytes: Buffer): number {
  const nul = bytes.indexOf(0)
  const end = nul === -1 ? bytes.length : nul
  if (isUtf8(bytes.subarray(0, end))) return end
  let valid = 0
  for (let invalid = end; invalid - valid > fewBytes;) {
    const middle = characterBoundary(bytes, (valid + invalid) >> 1)
    if (middle <= valid) break
    if (isUtf8(bytes.subarray(valid, middle))) valid = middle
    else invalid = middle
  }
  return endOfCharacters(bytes, valid, end)
}

function endOfCharacters(bytes: Buffer, from: number, end: number): number {
  for (let i = from; ;) {
    const length = lengthOf(bytes[i] ?? 0)
    if (i + length > end || !isUtf8(bytes.subarray(i, i + length))) return i
    i += length
  }
}

function lengthOf(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** The greatest index up to `index` that does not cut a character of UTF-8 into two. */
function characterBoundary(bytes: Uint8Array, index: number): number {
  for (let i = index - 1; i >= 0 && i >= index - 3; i--) {
    const byte = bytes[i]!
    if (byte >= 0xc0) return i
    if (byte < 0x80) break
  }
  return index
}

/** Why a window cannot be read from `index` on, as an error. `encoding` is the one that the script declared; undefined is UTF-8. */
export function noText(window: Window, index: number, encoding: string | undefined): Error {
  const { bytes } = window
  const at = window.placeOf(index)
  if (bytes[index] === 0) {
    return scriptError(at, `the script holds a NUL byte at offset ${at.offset}`, {
      hint: 'PostgreSQL cannot store NUL in text. Is this file binary, or UTF-16 text? Save it as UTF-8.',
    })
  }
  const isMarked = encoding !== undefined && bytes[index] === invalidMark
  const found = isMarked ? bytes.toString('utf8', index + 1, index + 3).charCodeAt(0) : (bytes[index] ?? 0)
  const byte = found.toString(16).toUpperCase().padStart(2, '0')
  const name = encoding ?? 'UTF-8'
  return scriptError(at, `the script is not valid ${name}: byte 0x${byte} at offset ${at.offset}`, {
    hint:
      encoding === undefined
        ? `If it is LATIN1, say so in its first line: \\encoding LATIN1 — or convert it: iconv -f LATIN1 -t UTF-8 ${at.file}`
        : `The script declares the encoding ${name} itself. Correct that line, or convert the script to UTF-8.`,
  })
}
