import type { MetaItem } from './meta-item.ts'
import { scriptError } from './script-error.ts'
import type { VariableForm } from './variable-token.ts'
import type { Variables } from './variables.ts'

export interface MetaArgument {
  readonly text: string
  /** Whether any of it was quoted, or came from a variable. */
  readonly quoted: boolean
  /** The text without the semicolons that end it, unless they were quoted. */
  readonly beforeSemicolons: string
}

export interface MetaArguments {
  readonly list: readonly MetaArgument[]
  /** Index in the rest of the line of what follows: its end, or a backslash. */
  readonly end: number
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', r: '\r', f: '\f' }
const variable =
  /:(?:([A-Za-z0-9_\u0080-\uffff]+)|'([A-Za-z0-9_\u0080-\uffff]+)'|"([A-Za-z0-9_\u0080-\uffff]+)"|\{\?([A-Za-z0-9_\u0080-\uffff]+)\})/y
/** Of the groups of {@link variable}. */
const forms: readonly VariableForm[] = ['plain', 'literal', 'identifier', 'test']

/**
 * The arguments of a meta-command, as psqlscanslash.l reads them: split at whitespace, single quotes with
 * backslash escapes taken off, double quotes kept, variables put in without another look at their values.
 * Backticks, which make psql run a command of the shell, are refused. A backslash ends the command.
 */
export function readArguments(item: MetaItem, variables: Variables | undefined): MetaArguments {
  const list: MetaArgument[] = []
  const { rest } = item
  let i = skipSpace(rest, 0)
  while (i < rest.length && rest[i] !== '\\') {
    const parts: Part[] = []
    while (i < rest.length && !isSpace(rest, i) && rest[i] !== '\\') {
      const part = readPart(item, i, variables)
      parts.push(part)
      i = part.next
    }
    list.push(argumentOf(parts))
    i = skipSpace(rest, i)
  }
  return { list, end: i }
}

/** Where the arguments end of a command that is passed over: nothing is expanded, quotes may stay open. */
export function endOfSkippedArguments(rest: string): number {
  for (let i = 0; i < rest.length; i++) {
    const mark = rest[i]!
    if (mark === '\\') return i
    if (mark !== "'" && mark !== '"' && mark !== '`') continue
    while (++i < rest.length && rest[i] !== mark) if (mark === "'" && rest[i] === '\\') i++
  }
  return rest.length
}

interface Part {
  readonly text: string
  readonly next: number
  readonly kind: 'bare' | 'quoted' | 'variable' | 'test'
}

function argumentOf(parts: readonly Part[]): MetaArgument {
  const text = parts.map((part) => part.text).join('')
  const quoted = parts.some(({ kind }) => kind === 'quoted' || kind === 'variable')
  let end = text.length
  for (let i = parts.length - 1; i >= 0 && parts[i]!.kind === 'bare' && parts[i]!.text === ';'; i--) end--
  return { text, quoted, beforeSemicolons: text.slice(0, end) }
}

function readPart(item: MetaItem, from: number, variables: Variables | undefined): Part {
  const { rest } = item
  const mark = rest[from]!
  if (mark === "'") return readSingleQuoted(item, from + 1)
  if (mark === '"') return readDoubleQuoted(item, from)
  if (mark === '`') {
    throw scriptError(item.at, `\\${item.name} runs a shell command in backticks`, {
      hint: 'Plinth never runs commands from a script. Write the value itself.',
    })
  }
  const expanded = mark === ':' && variables !== undefined ? readVariable(item, from, variables) : undefined
  return expanded ?? { text: mark, next: from + 1, kind: 'bare' }
}

function readVariable({ rest, at }: MetaItem, from: number, variables: Variables): Part | undefined {
  variable.lastIndex = from
  const found = variable.exec(rest)
  if (found === null) return undefined
  const [token, ...names] = found
  const index = names.findIndex((name) => name !== undefined)
  const form = forms[index]!
  const text = variables.textOf(form, names[index]!, () => at) ?? token
  return { text, next: from + token.length, kind: form === 'test' ? 'test' : 'variable' }
}

function readSingleQuoted(item: MetaItem, from: number): Part {
  const { rest } = item
  let text = ''
  for (let i = from; i < rest.length; i++) {
    const character = rest[i]!
    if (character === "'" && rest[i + 1] !== "'") return { text, next: i + 1, kind: 'quoted' }
    if (character === "'") text += rest[i++]
    else if (character === '\\') {
      const escape = readEscape(item, i + 1)
      text += escape.text
      i = escape.next - 1
    } else text += character
  }
  throw unterminated(item)
}

/** Rules `xeoctesc` and `xehexesc`: a byte in octal or hexadecimal digits. */
function readEscape(item: MetaItem, from: number): Omit<Part, 'kind'> {
  const [digits, octal, hexadecimal] =
    /^(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2}))/.exec(item.rest.slice(from, from + 3)) ?? []
  if (digits === undefined) {
    const [character = ''] = item.rest.slice(from, from + 2)
    return { text: escapes[character] ?? character, next: from + character.length }
  }
  const code = octal === undefined ? Number.parseInt(hexadecimal!, 16) : Number.parseInt(octal, 8)
  if (code > 0 && code < 0x80) return { text: String.fromCharCode(code), next: from + digits.length }
  throw scriptError(item.at, `\\${item.name} has the escape \\${digits}, which is no ASCII character`, {
    hint: 'Write the character itself.',
  })
}

function readDoubleQuoted(item: MetaItem, from: number): Part {
  const end = item.rest.indexOf('"', from + 1)
  if (end === -1) throw unterminated(item)
  return { text: item.rest.slice(from, end + 1), next: end + 1, kind: 'quoted' }
}

function unterminated(item: MetaItem): Error {
  return scriptError(item.at, `the argument of \\${item.name} has a quote that is never closed`, {
    hint: 'Close the quote on the same line.',
  })
}

function isSpace(text: string, index: number): boolean {
  return ' \t\n\r\f\v'.includes(text.charAt(index))
}

function skipSpace(text: string, from: number): number {
  let i = from
  while (i < text.length && isSpace(text, i)) i++
  return i
}
