/** Characters of a string constant in a row. */
interface Piece {
  /** As the server reads them. */
  readonly value: string
  /** Where they stand in the statement, in UTF-16 units. */
  readonly unit: number
}

/** A string constant of a statement. */
export interface StringConstant {
  readonly pieces: readonly Piece[]
  /** The word before it in lower case, empty when something else stands there. */
  readonly word: string
}

/** What a constant begins with decides how it is read. */
type Escapes = 'none' | 'backslash' | 'unicode'

const token =
  /\s+|--[^\n]*|\/\*|"[^"]*"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|(?:[eE]|[uU]&|[nN])?'|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[^]/y

/** The string constants of a statement, dollar-quoted ones among them; those in comments and quoted identifiers are none. */
export function* constantsOf(text: string): Generator<StringConstant> {
  let word = ''
  for (let at = 0; at < text.length;) {
    token.lastIndex = at
    const found = token.exec(text)?.[0] ?? ''
    at += Math.max(found.length, 1)
    if (found === '/*') at = endOfComment(text, at)
    else if (/^\s|^--/.test(found)) continue
    else if (found.endsWith("'") || /^\$.*\$$/s.test(found)) {
      const { pieces, end } = found.endsWith("'")
        ? readQuoted(text, at, escapesOf(found))
        : readDollar(text, at, found)
      yield { pieces, word }
      at = end
      word = ''
    } else word = /^[A-Za-z]+$/.test(found) ? found.toLowerCase() : ''
  }
}

/** A constant as the server reads it. */
export function valueOf({ pieces }: StringConstant): string {
  return pieces.map(({ value }) => value).join('')
}

/** Where the `index`-th unit of the value stands in the statement. */
export function unitInConstant({ pieces }: StringConstant, index: number): number | undefined {
  let passed = 0
  for (const { value, unit } of pieces) {
    if (index < passed + value.length) return unit + index - passed
    passed += value.length
  }
  const last = pieces.at(-1)
  return last && last.unit + last.value.length
}

function endOfComment(text: string, from: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  let depth = 1
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}

interface Read {
  readonly pieces: readonly Piece[]
  /** Index behind the constant. */
  readonly end: number
}

function readDollar(text: string, from: number, delimiter: string): Read {
  const found = text.indexOf(delimiter, from)
  const to = found === -1 ? text.length : found
  return { pieces: [{ value: text.slice(from, to), unit: from }], end: to + delimiter.length }
}

function escapesOf(opening: string): Escapes {
  if (/^e/i.test(opening)) return 'backslash'
  return /^u/i.test(opening) ? 'unicode' : 'none'
}

/** A constant goes on after its end when a line end and a quote follow. */
const continuation = /[^\S\n]*(?:--[^\n]*)?\n(?:\s|--[^\n]*\n)*'/y

function readQuoted(text: string, from: number, escapes: Escapes): Read {
  const pieces: Piece[] = []
  const special = escapes === 'none' ? /'/g : /['\\]/g
  for (let at = from; ;) {
    special.lastIndex = at
    const mark = special.exec(text)?.index ?? text.length
    const isDoubled = text.startsWith("''", mark)
    const to = isDoubled ? mark + 1 : mark
    if (to > at) pieces.push({ value: text.slice(at, to), unit: at })
    if (isDoubled) at = mark + 2
    else if (text[mark] === '\\') {
      const { value, length } = escapeAt(text, mark, escapes)
      pieces.push({ value, unit: mark })
      at = mark + length
    } else {
      continuation.lastIndex = mark + 1
      if (!continuation.test(text)) return { pieces, end: mark + 1 }
      at = continuation.lastIndex
    }
  }
}

const backslashEscape = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{1,2})|([0-7]{1,3})|([^]))/y
const unicodeEscape = /\\(?:([\da-fA-F]{4})|\+([\da-fA-F]{6})|(\\))/y
const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function escapeAt(text: string, at: number, escapes: Escapes) {
  const pattern = escapes === 'backslash' ? backslashEscape : unicodeEscape
  pattern.lastIndex = at
  const found = pattern.exec(text)
  if (found === null) return { value: '\\', length: 1 }
  const [whole, ...groups] = found
  const letter = groups.at(-1)
  if (letter !== undefined) return { value: letters[letter] ?? letter, length: whole.length }
  const octal = escapes === 'backslash' ? groups[3] : undefined
  const code =
    octal === undefined ? Number.parseInt(groups.find(Boolean) ?? '', 16) : Number.parseInt(octal, 8)
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', length: whole.length }
}
