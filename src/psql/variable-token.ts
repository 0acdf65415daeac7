import * as ascii from './ascii.ts'
import { byteKinds, endOfTag, kindDigit, kindWord } from './byte-kind.ts'

/** How a variable is named in a script: `:x`, `:'x'`, `:"x"` or `:{?x}`. */
export type VariableForm = 'plain' | 'literal' | 'identifier' | 'test'

/** What begins with a colon. Without a form it is no variable. */
export interface VariableToken {
  readonly form: VariableForm | undefined
  /** The index behind it; the length of the bytes when more of them must tell. */
  readonly end: number
  readonly name: string
}

/**
 * What begins with the colon at `at`: the rules of PostgreSQL's `psqlscan.l` for `:{variable_char}+` and its kin, and for the
 * operators `::` and `:=`. A variable that is not complete is a colon and something else.
 */
export function readVariableToken(bytes: Buffer, at: number, ended: boolean): VariableToken {
  const token = readToken(bytes, at)
  return ended && token.end === bytes.length && token.form === undefined ? plainToken(at + 1) : token
}

function readToken(bytes: Buffer, at: number): VariableToken {
  const next = bytes[at + 1]
  if (next === ascii.openBrace && at + 2 === bytes.length) return plainToken(at + 2)
  if (next === ascii.colon || next === ascii.equals) return plainToken(at + 2)
  if (next === ascii.quote) return closedToken(bytes, at + 2, 'literal', next)
  if (next === ascii.doubleQuote) return closedToken(bytes, at + 2, 'identifier', next)
  if (next === ascii.openBrace && bytes[at + 2] === ascii.questionMark)
    return closedToken(bytes, at + 3, 'test', ascii.closeBrace)
  const kind = byteKinds[next ?? 0]
  if (kind !== kindWord && kind !== kindDigit) return plainToken(at + 1)
  const end = endOfTag(bytes, at + 1)
  return { form: 'plain', end, name: bytes.toString('utf8', at + 1, end) }
}

function closedToken(bytes: Buffer, from: number, form: VariableForm, close: number): VariableToken {
  const end = endOfTag(bytes, from)
  if (end === bytes.length) return plainToken(end)
  if (end === from || bytes[end] !== close) return plainToken(from - (form === 'test' ? 2 : 1))
  return { form, end: end + 1, name: bytes.toString('utf8', from, end) }
}

function plainToken(end: number): VariableToken {
  return { form: undefined, end, name: '' }
}
