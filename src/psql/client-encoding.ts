import type { ScriptPlace, StatementItem } from './item.ts'
import { scriptError } from './script-error.ts'

/** What a statement does to the encoding of the script: sets it to a name, or back to UTF-8. */
export interface EncodingChange {
  readonly name: string | 'default'
  /** Whether the statement does nothing else. */
  readonly sent: 'to server' | 'by reader'
}

const mentioned = /client_encoding|\bnames\b|\ball\b/i
const value = String.raw`('[^']*'|"[^"]*"|\w+)`
const setStatement = new RegExp(
  String.raw`^set\s+(?:(?:session|local)\s+)?(?:(?:client_encoding|"client_encoding")\s*(?:=|\bto\b)\s*${value}|names(?:\s*${value})?)$`,
  'i',
)
const configCall =
  /^select\s+(?:pg_catalog\s*\.\s*)?set_config\s*\(\s*'client_encoding'\s*,\s*('[^']*')\s*,\s*\w+\s*\)(?:\s+as\s+\w+)?$/i
const resetStatement = /^reset\s+(?:(?:session|local)\s+)?(?:client_encoding|"client_encoding")$/i
const resetAll = /^(?:reset\s+all|discard\s+all)$/i
const unclear =
  /^set\s+(?:(?:session|local)\s+)?"?client_encoding"?\W|^set\s+(?:(?:session|local)\s+)?names\b|set_config\s*\(\s*'client_encoding'/i
const unclearPart =
  /(?:^|;)\s*(?:set\s+(?:(?:session|local)\s+)?(?:"?client_encoding\b|names\b)|reset\s+"?client_encoding\b|select\b[^;]*set_config\s*\(\s*'client_encoding')/i

/** The change of the client encoding in a statement. `E_SCRIPT` when it changes but cannot be told to what. */
export function clientEncodingChange(
  text: string,
  statement: Pick<StatementItem, 'joined' | 'at'>,
): EncodingChange | undefined {
  if (!mentioned.test(text)) return undefined
  const bare = withoutComments(text)
  if (statement.joined === 'several') {
    if (unclearPart.test(bare)) throw notAlone(statement.at)
    return undefined
  }
  const found = setStatement.exec(bare) ?? configCall.exec(bare)
  if (found !== null) return { name: nameIn(found[1] ?? found[2] ?? 'default'), sent: 'by reader' }
  if (resetStatement.test(bare)) return { name: 'default', sent: 'by reader' }
  if (resetAll.test(bare)) return { name: 'default', sent: 'to server' }
  if (unclear.test(bare)) throw notLiteral(statement.at)
  return undefined
}

function nameIn(found: string): string {
  if (found.startsWith("'") || found.startsWith('"')) return found.slice(1, -1)
  return found.toLowerCase()
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|--[^\n\r]*/g, ' ').trim()
}

function notAlone(at: ScriptPlace): Error {
  return scriptError(at, 'a statement that sets client_encoding cannot be sent together with others by \\;', {
    hint: 'Write ; instead of \\; around it.',
  })
}

function notLiteral(at: ScriptPlace): Error {
  return scriptError(at, 'the statement sets client_encoding to a value that is not written out', {
    hint: "Write the name itself, alone in its statement: SET client_encoding = 'UTF8';",
  })
}
