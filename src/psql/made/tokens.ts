import { clip, longestName } from './clip.ts'

/** A token as the server's lexer sees it: words folded and cut to 63 bytes, quoted names and strings without quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'sign'
  readonly text: string
}

const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const number = /\d[\w.]*/y
const operator = /[~!@#^&|`?+\-*/%<>=]+/y
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
const blank = /(?:[ \t\n\r\f\v]+|--[^\n\r]*)*/y
const stringPrefix = /(?:[eEbBxXnN]|[uU]&)?'/y
const unicodeName = /[uU]&"/y

/** The tokens of one statement. A statement that breaks off in a string or comment ends there. */
export function* tokensOf(text: string): Generator<Token> {
  let at = skipBlank(text, 0)
  while (at < text.length) {
    const { token, end } = tokenAt(text, at)
    yield token
    at = skipBlank(text, end)
  }
}

/** Where the tokens stand: all that is neither comment nor white space. */
export function* spansOf(text: string): Generator<{ readonly from: number; readonly end: number }> {
  let at = skipBlank(text, 0)
  while (at < text.length) {
    const { end } = tokenAt(text, at)
    yield { from: at, end: Math.min(end, text.length) }
    at = skipBlank(text, end)
  }
}

interface Found {
  readonly token: Token
  readonly end: number
}

function tokenAt(text: string, at: number): Found {
  const prefix = matchAt(stringPrefix, text, at)
  if (prefix !== '') return stringAt(text, at + prefix.length, prefix.toLowerCase())
  const unicode = matchAt(unicodeName, text, at)
  if (unicode !== '' || text[at] === '"')
    return quotedAt(text, at + Math.max(unicode.length, 1), unicode !== '')
  const name = matchAt(word, text, at)
  if (name !== '')
    return { token: { kind: 'word', text: clip(fold(name), longestName) }, end: at + name.length }
  const tag = matchAt(dollar, text, at)
  if (tag !== '') {
    const close = text.indexOf(tag, at + tag.length)
    const end = close < 0 ? text.length : close
    return { token: { kind: 'string', text: text.slice(at + tag.length, end) }, end: end + tag.length }
  }
  const digits = matchAt(number, text, at)
  if (digits !== '') return { token: { kind: 'number', text: digits }, end: at + digits.length }
  const sign = signAt(text, at)
  return { token: { kind: 'sign', text: sign === '!=' ? '<>' : sign }, end: at + sign.length }
}

/** An operator ends where a comment begins. */
function signAt(text: string, at: number): string {
  if (text.startsWith('::', at)) return '::'
  const found = matchAt(operator, text, at)
  const comment = found.search(/--|\/\*/)
  return (comment > 0 ? found.slice(0, comment) : found) || text.charAt(at)
}

/** The server folds ASCII only. */
function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function stringAt(text: string, from: number, prefix: string): Found {
  if (!prefix.startsWith('e')) {
    const { content, end } = untilQuote(text, from, "'")
    return { token: { kind: 'string', text: content }, end }
  }
  let end = from
  while (end < text.length && (text[end] !== "'" || text[end + 1] === "'"))
    end += text[end] === '\\' || text[end] === "'" ? 2 : 1
  const content = text.slice(from, end).replace(/\\(.)|''/gs, (_, escaped?: string) => escaped ?? "'")
  return { token: { kind: 'string', text: content }, end: end + 1 }
}

function quotedAt(text: string, from: number, unicode: boolean): Found {
  const { content, end } = untilQuote(text, from, '"')
  if (!unicode) return { token: { kind: 'quoted', text: clip(content, longestName) }, end }
  const escape = /^\s*uescape\s*'(.)'/i.exec(text.slice(end, end + 100))
  const name = decodeUnicode(content, escape?.[1] ?? '\\')
  return { token: { kind: 'quoted', text: clip(name, longestName) }, end: end + (escape?.[0].length ?? 0) }
}

/** `\00e9` and `\+0000e9`, with another sign instead of the backslash after UESCAPE. */
function decodeUnicode(content: string, escape: string): string {
  let name = ''
  for (let i = 0; i < content.length;) {
    const long = content[i + 1] === '+'
    const digits = content.slice(i + (long ? 2 : 1), i + (long ? 8 : 5))
    if (content[i] !== escape || content[i + 1] === escape) {
      name += content.charAt(i)
      i += content[i] === escape ? 2 : 1
    } else {
      name += String.fromCodePoint(Number.parseInt(digits, 16) || 0)
      i += long ? 8 : 5
    }
  }
  return name
}

function untilQuote(text: string, from: number, quote: string): { content: string; end: number } {
  let end = from
  for (;;) {
    const close = text.indexOf(quote, end)
    if (close < 0) return { content: text.slice(from), end: text.length }
    if (text[close + 1] !== quote)
      return { content: text.slice(from, close).replaceAll(quote + quote, quote), end: close + 1 }
    end = close + 2
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function skipBlank(text: string, from: number): number {
  let at = from
  for (;;) {
    at += matchAt(blank, text, at).length
    if (!text.startsWith('/*', at)) return at
    for (let depth = 0; at < text.length;) {
      const two = text.slice(at, at + 2)
      depth += two === '/*' ? 1 : two === '*/' ? -1 : 0
      at += two === '/*' || two === '*/' ? 2 : 1
      if (depth === 0) break
    }
  }
}
