import { ampersand, dollarSign, dot, quote } from './ascii.ts'

/** What a byte means to the lexer outside of quotes and comments; 0 is any other byte. */
export const kindSpace = 1
export const kindWord = 2
export const kindDigit = 3
/** One of `' " $ / - ( ) : ; \` and the full stop. */
export const kindSpecial = 4

/**
 * The kind of each byte, as psqlscan.l has it: `space`, `ident_start` (all bytes from 0x80 on included), `digit`.
 * The vertical tab is whitespace since PostgreSQL 16; older servers refuse it anyway.
 */
export const byteKinds: Uint8Array = makeByteKinds()

/** The end of an identifier that began before `from`: `ident_cont` of psqlscan.l, dollar signs included. */
export function endOfWord(bytes: Uint8Array, from: number): number {
  let i = from
  while (i < bytes.length && (continuesTag(bytes[i]!) || bytes[i] === dollarSign)) i++
  return i
}

/** The end of an integer with what psqlscan.l calls `integer_junk`: `12`, `1a$b`, but only the `1` of `1$a$`. */
export function endOfInteger(bytes: Uint8Array, from: number): number {
  const i = endOfDigits(bytes, from)
  return i < bytes.length && byteKinds[bytes[i]!] === kindWord ? endOfWord(bytes, i) : i
}

/** The end of a number: `1.5`, `.5`, `1.e`, but only the `1` of `1..5`. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
  const i = endOfDigits(bytes, from)
  return bytes[i] === dot && bytes[i + 1] !== dot ? endOfInteger(bytes, i + 1) : endOfInteger(bytes, i)
}

/** Whether a word of one letter is the beginning of another token: E'', B'', X'', N'', and U& in any case. */
export function isPrefix(letter: number, next: number | undefined): boolean {
  return next === quote ? quotePrefixes.includes(letter) : next === ampersand && uPrefixes.includes(letter)
}

const quotePrefixes = Buffer.from('eEbBxXnN')
const uPrefixes = Buffer.from('uU')

function endOfDigits(bytes: Uint8Array, from: number): number {
  let i = from
  while (i < bytes.length && byteKinds[bytes[i]!] === kindDigit) i++
  return i
}

/** The end of the tag of a dollar quote: `dolq_cont` of psqlscan.l. */
export function endOfTag(bytes: Uint8Array, from: number): number {
  let i = from
  while (i < bytes.length && continuesTag(bytes[i]!)) i++
  return i
}

/** The index of the first of two bytes; the length when there is none. */
export function indexOfEither(bytes: Uint8Array, from: number, one: number, other: number): number {
  let i = from
  while (i < bytes.length && bytes[i] !== one && bytes[i] !== other) i++
  return i
}

/** Up to here, a native search costs more than looking at each byte. */
const shortDistance = 32

/** The index of the first such byte; the length when there is none. */
export function indexOfByte(bytes: Buffer, from: number, byte: number): number {
  const near = Math.min(from + shortDistance, bytes.length)
  for (let i = from; i < near; i++) if (bytes[i] === byte) return i
  const found = bytes.indexOf(byte, near)
  return found === -1 ? bytes.length : found
}

function continuesTag(byte: number): boolean {
  const kind = byteKinds[byte]
  return kind === kindWord || kind === kindDigit
}

function makeByteKinds(): Uint8Array {
  const kinds = new Uint8Array(256)
  for (const byte of Buffer.from(' \t\n\v\f\r')) kinds[byte] = kindSpace
  for (const byte of Buffer.from('\'"$/-():;\\.')) kinds[byte] = kindSpecial
  kinds.fill(kindDigit, 0x30, 0x3a)
  kinds.fill(kindWord, 0x41, 0x5b)
  kinds.fill(kindWord, 0x61, 0x7b)
  kinds.fill(kindWord, 0x80, 0x100)
  kinds[0x5f] = kindWord
  return kinds
}
