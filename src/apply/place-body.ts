import { constantsOf, unitInConstant, valueOf, type StringConstant } from './place-constant.ts'
import { startOfLine } from './place-frame.ts'

/** What a server tells of where it stopped; an error of the server carries it beside its public parts. */
export interface ServerFacts {
  /** From 1, in characters of the text that was sent. */
  readonly position?: number | undefined
  /** From 1, in characters of `internalQuery`. */
  readonly internalPosition?: number | undefined
  /** What ran inside a function or a DO block. */
  readonly internalQuery?: string | undefined
  /** The calls it was in, a line each, the outermost last; in the language of the server. */
  readonly where?: string | undefined
}

/** A place in the body of a statement. */
export interface PlaceInBody {
  /** In UTF-16 units of the statement. */
  readonly unit: number
  /** Whether it is that of the internal position, or only that of what was called from there. */
  readonly isExact: boolean
}

/**
 * Where in a DO block, or in the body of a function that is being made, the server stopped. Undefined for other statements, and when it
 * did not tell.
 */
export function placeInBody(text: string, told: ServerFacts): PlaceInBody | undefined {
  const isBlock = /^do\b/i.test(text)
  if (!isBlock && !/^create\s+(?:or\s+replace\s+)?(?:function|procedure)\b/i.test(text)) return undefined
  if (told.internalQuery === undefined && told.where === undefined) return undefined
  const bodies = [...constantsOf(text)].filter(({ word }) => word !== 'language')
  const whole = bodies.findLast((body) => valueOf(body) === told.internalQuery)
  if (whole) return placeOf(whole, unitOf(told.internalQuery ?? '', told.internalPosition ?? 1), true)
  const body = isBlock ? bodies[0] : bodies.find(({ word }) => word === 'as')
  const call = callOf(told.where ?? '', isBlock ? 'inline_code_block' : '')
  if (body === undefined || call === undefined) return undefined
  return placeOfNested(text, told) ?? placeOfCall(body, told, call)
}

/**
 * Of an error in the body of a function that the block makes, the server tells the position in the text that was sent, and calls it one in
 * the query: it is one that the query cannot have.
 */
function placeOfNested(text: string, { internalQuery, internalPosition }: ServerFacts) {
  if (internalQuery === undefined || internalPosition === undefined) return undefined
  if (internalPosition <= internalQuery.length + 1 || internalPosition > text.length) return undefined
  return { unit: unitOf(text, internalPosition), isExact: true }
}

/** Index in UTF-16 units of the `position`-th character (from 1): the server counts code points. */
export function unitOf(text: string, position: number): number {
  let unit = 0
  for (let count = 1; count < position && unit < text.length; count++) unit += isPair(text, unit) ? 2 : 1
  return unit
}

function isPair(text: string, unit: number): boolean {
  return (text.charCodeAt(unit) & 0xfc00) === 0xd800 && (text.charCodeAt(unit + 1) & 0xfc00) === 0xdc00
}

function placeOf(body: StringConstant, index: number, isExact: boolean): PlaceInBody | undefined {
  const unit = unitInConstant(body, index)
  return unit === undefined ? undefined : { unit, isExact }
}

/** The server tells the line on which the statement of the body begins, and often the text of its query. */
function placeOfCall(body: StringConstant, told: ServerFacts, call: Call): PlaceInBody | undefined {
  const source = valueOf(body)
  const lineStart = startOfNthLine(source, call.line)
  if (lineStart === undefined) return undefined
  const from = indexOfStatement(source, lineStart, call)
  const limit = call.isDynamic ? indexOrEnd(source, ';', from) : source.length
  for (const query of queriesOf(told, call)) {
    const found = indexOfQuery(source, from, query)
    if (found !== undefined && found.begin <= limit) return placeOf(body, found.index, query.isInnermost)
  }
  return placeOf(body, from, false)
}

/** Where the body was, as the last line of the context tells it. */
interface Call {
  /** Of the body, from 1. */
  readonly line: number
  /** The word that begins the statement, as far as the server names it. */
  readonly keyword: string | undefined
  /** The query was put together at run time. */
  readonly isDynamic: boolean
  /** The calls made from there. */
  readonly inner: string
}

/** `PL/pgSQL function inline_code_block line 4 at RAISE`, in other languages in another order; names that may hold a number are quoted. */
function callOf(where: string, name: string): Call | undefined {
  const start = startOfLine(where, where.length)
  const line = where.slice(start)
  if (!line.includes(name)) return undefined
  const words = line.replace(/["„«»“][^"„«»“”]*["«»“”]/g, '').replace(/inline_code_block|PL\/pgSQL|SQL/g, '')
  const number = /\d+/.exec(words)?.[0]
  if (number === undefined) return undefined
  const keyword = /\b[A-Z]{2,}\b/.exec(words)?.[0]
  const isDynamic = /\bEXECUTE\b/.test(words)
  return { line: Number(number), keyword, isDynamic, inner: where.slice(0, start).trimEnd() }
}

function startOfNthLine(source: string, line: number): number | undefined {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    start = source.indexOf('\n', start) + 1
    if (start === 0) return undefined
  }
  return start
}

/** The statement's keyword on its line, else what comes first there. */
function indexOfStatement(source: string, lineStart: number, { keyword }: Call): number {
  const line = source.slice(lineStart, indexOrEnd(source, '\n', lineStart))
  const found = keyword === undefined ? -1 : line.search(new RegExp(`\\b${keyword}\\b`, 'i'))
  return lineStart + Math.max(found === -1 ? line.search(/\S/) : found, 0)
}

function indexOrEnd(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from)
  return found === -1 ? source.length : found
}

/** A query that ran in the body. */
interface BodyQuery {
  readonly text: string
  /** Where in it the server stopped, in UTF-16 units. */
  readonly unit: number
  /** Else it called what the server stopped in. */
  readonly isInnermost: boolean
}

/** A query of many lines is not looked for. */
const queryLines = 50

/**
 * The query of the error itself when nothing else was called. Otherwise the last of the calls, if it is that of a query; as that may have
 * several lines, what may be its text, the longest first.
 */
function* queriesOf(told: ServerFacts, { inner }: Call): Generator<BodyQuery> {
  const { internalQuery, internalPosition = 1 } = told
  if (inner === '' && internalQuery !== undefined)
    yield { text: internalQuery, unit: unitOf(internalQuery, internalPosition), isInnermost: true }
  if (!/["«»“”]$/.test(inner)) return
  const lines = inner.split('\n').slice(-queryLines)
  for (const first of lines.keys()) {
    const [, text = ''] = /^[^"„«»“]+["„«»“](.*)["«»“”]$/s.exec(lines.slice(first).join('\n')) ?? []
    if (text.trim() !== '') yield { text: text.trim(), unit: 0, isInnermost: false }
  }
}

/** Where a query stands in the source, and its unit: the server writes SELECT for PERFORM, and before an expression. */
function indexOfQuery(source: string, from: number, { text, unit }: BodyQuery) {
  const select = /^select\s*/i.exec(text)?.[0].length ?? 0
  const found = [0, select].flatMap((cut) => {
    const begin = indexOfBlanked(source, text.slice(cut), from)
    return begin === undefined ? [] : [{ begin, index: begin + Math.max(unit - cut, 0) }]
  })
  return found.toSorted((a, b) => a.begin - b.begin)[0]
}

/** Where a query stands, of which the server blanked a part: the targets of INTO. */
function indexOfBlanked(source: string, query: string, from: number): number | undefined {
  const [head = ''] = query.split(/\s{2}/, 1)
  if (head === '') return undefined
  for (let at = source.indexOf(head, from); at !== -1; at = source.indexOf(head, at + 1))
    if (isWholeWords(source, at, query) && isBlanked(source, at, query)) return at
  return undefined
}

function isBlanked(source: string, at: number, query: string): boolean {
  for (let i = 0; i < query.length; i++) if (query[i] !== ' ' && query[i] !== source[at + i]) return false
  return true
}

function isWholeWords(source: string, at: number, query: string): boolean {
  const end = at + query.length
  return !isWord(source.slice(at - 1, at + 1)) && !isWord(source.slice(end - 1, end + 1))
}

/** Two letters of one word. */
function isWord(pair: string): boolean {
  return /^[\w$\u0080-\uffff]{2}$/.test(pair)
}
