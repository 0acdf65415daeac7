import type { ScriptPlace } from './item.ts'
import type { Lexer } from './lexer.ts'
import type { Mode } from './mode.ts'
import { scriptError } from './script-error.ts'
import type { StatementBuilder } from './statement-builder.ts'

const openThings: { readonly [M in Mode]?: string } = {
  string: 'a string',
  'escape string': 'a string',
  identifier: 'a quoted identifier',
  comment: 'a comment',
}

/** What the script leaves open at its end, as an error that names where it began. psql would send it anyway. */
export function describeUnfinished(lexer: Lexer, statement: StatementBuilder): Error | undefined {
  const { mode, delimiter, openPlace } = lexer
  if (mode === 'dollar') return neverClosed(openPlace, `the dollar quote ${delimiter.toString()}`)
  const open = openThings[mode]
  if (open !== undefined) return neverClosed(openPlace, open)
  if (!statement.begun) return undefined
  if (lexer.parenDepth > 0) return neverClosed(lexer.parenPlace, 'a parenthesis')
  if (lexer.words.beginDepth === 0) return undefined
  const { place } = statement
  return scriptError(place, `the body of the function that begins at line ${place.line} has no END`, {
    hint: 'Like psql, Plinth takes an unquoted BEGIN in CREATE FUNCTION for the start of a body. Is the file cut off?',
  })
}

/** The `\if` at this place has no `\endif`. */
export function describeUnclosed(at: ScriptPlace): Error {
  return scriptError(at, `the \\if at line ${at.line} has no \\endif`, {
    hint: 'Write \\endif on a line of its own behind the last branch.',
  })
}

function neverClosed(at: ScriptPlace, what: string): Error {
  return scriptError(at, `${what} that begins at line ${at.line} is never closed`, {
    hint: 'Is the file cut off? A dump that was interrupted ends like this.',
  })
}
