import type { MetaItem } from './item.ts'
import { scriptError } from './script-error.ts'

export interface MetaArgument {
  readonly text: string
  readonly quoted: boolean
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', r: '\r', f: '\f' }

/**
 * The arguments of a meta-command, as psqlscanslash.l reads them: split at whitespace, single quotes with
 * backslash escapes taken off, double quotes kept. Nothing is expanded: `:name` stays; backticks, which make
 * psql run a command of the shell, are refused, and so is a second command on the line.
 */
export function splitArguments(item: MetaItem): MetaArgument[] {
  const found: MetaArgument[] = []
  const { argument } = item
  for (let i = skipSpace(argument, 0); i < argument.length; i = skipSpace(argument, i)) {
    let text = ''
    let quoted = false
    while (i < argument.length && !isSpace(argument, i)) {
      const part = readPart(item, i)
      text += part.text
      quoted ||= argument[i] === "'"
      i = part.next
    }
    found.push({ text, quoted })
  }
  return found
}

interface Part {
  readonly text: string
  readonly next: number
}

function readPart(item: MetaItem, from: number): Part {
  const { argument } = item
  const mark = argument[from]!
  if (mark === "'") return readSingleQuoted(item, from + 1)
  if (mark === '"') return readDoubleQuoted(item, from)
  if (mark === '`') {
    throw scriptError(item.at, `\\${item.name} runs a shell command in backticks`, {
      hint: 'Plinth never runs commands from a script. Write the value itself.',
    })
  }
  if (mark === '\\') {
    throw scriptError(item.at, `a second command follows \\${item.name} on the same line`, {
      hint: 'Put each meta-command on a line of its own.',
    })
  }
  return { text: mark, next: from + 1 }
}

function readSingleQuoted(item: MetaItem, from: number): Part {
  const { argument } = item
  let text = ''
  for (let i = from; i < argument.length; i++) {
    const character = argument[i]!
    if (character === "'" && argument[i + 1] !== "'") return { text, next: i + 1 }
    if (character === "'") text += argument[i++]
    else if (character === '\\') text += escapes[argument[++i] ?? ''] ?? argument[i] ?? ''
    else text += character
  }
  throw unterminated(item)
}

function readDoubleQuoted(item: MetaItem, from: number): Part {
  const end = item.argument.indexOf('"', from + 1)
  if (end === -1) throw unterminated(item)
  return { text: item.argument.slice(from, end + 1), next: end + 1 }
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
