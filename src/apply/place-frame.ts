/** Longest part of a line that is shown; in UTF-16 units. */
const shownUnits = 160
/** The place stands at most so far to the right of a line that is cut. */
const caretUnits = 80
/** What precedes a statement on its line is not at hand: blanks stand for it, up to so many. */
const shownBlanks = 60

/** A text whose first character stands at this line and column of a file. */
interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A line of a text, in UTF-16 units: [from, to) without its end. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Three lines of a text, the one with the `unit`-th UTF-16 unit among them and in the middle where it can be, numbered as in the file; a
 * caret below the unit. Long lines are cut around it. Costs no copy of the text, however long it is.
 */
export function frameOf(text: string, at: TextPlace, unit: number): string {
  const marked = spanAround(text, unit)
  const before = spansBefore(text, marked)
  const spans = [...before, marked, ...spansAfter(text, marked)]
  const first = Math.min(Math.max(before.length - 1, 0), Math.max(spans.length - 3, 0))
  const number = at.line + lineFeeds(text, marked.from) - before.length
  const width = String(number + Math.min(first + 2, spans.length - 1)).length
  return spans
    .slice(first, first + 3)
    .flatMap((span, index) => {
      const blanks = span.from === 0 ? blanksOf(at.column) : ''
      const label = String(number + first + index).padStart(width)
      if (span !== marked) return [`  ${label} | ${blanks}${shown(text, span, span.from)}`]
      const caret = blankOf(blanks + shown(text, { from: span.from, to: unit }, unit))
      return [`> ${label} | ${blanks}${shown(text, span, unit)}`, `  ${' '.repeat(width)} | ${caret}^`]
    })
    .map((line) => line.trimEnd())
    .join('\n')
}

/** How many lines end before a unit. */
export function lineFeeds(text: string, unit: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < unit; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Index of the first unit of the line of a unit. */
export function startOfLine(text: string, unit: number): number {
  return unit === 0 ? 0 : text.lastIndexOf('\n', unit - 1) + 1
}

function spanAround(text: string, unit: number): Span {
  const end = text.indexOf('\n', unit)
  return { from: startOfLine(text, unit), to: end === -1 ? text.length : end }
}

/** At most two, the last of them next to `span`. */
function spansBefore(text: string, span: Span): readonly Span[] {
  const spans: Span[] = []
  for (let { from } = span; from > 0 && spans.length < 2;) {
    const previous = { from: startOfLine(text, from - 1), to: from - 1 }
    spans.unshift(previous)
    from = previous.from
  }
  return spans
}

function spansAfter(text: string, span: Span): readonly Span[] {
  const spans: Span[] = []
  for (let { to } = span; to < text.length && spans.length < 2; to = spans.at(-1)?.to ?? to)
    spans.push(spanAround(text, to + 1))
  return spans
}

function blanksOf(column: number): string {
  return column - 1 > shownBlanks ? '… ' : ' '.repeat(column - 1)
}

/** A line, cut so that `unit` is in it. */
function shown(text: string, { from, to }: Span, unit: number): string {
  const begin = unit - from > shownUnits - caretUnits / 2 ? wholeCharacter(text, unit - caretUnits) : from
  const end = to - begin > shownUnits ? wholeCharacter(text, begin + shownUnits) : to
  const part = text.slice(begin, end).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return `${begin > from ? '…' : ''}${part}${end < to ? '…' : ''}`
}

/** The index, or the one before where that would split a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00 ? index - 1 : index
}

const narrowest = /\p{Mn}|\p{Me}|\p{Cf}/u
const widest =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

/** Blanks as wide as a text in a terminal; tabs stay, for their width hangs on where they stand. */
function blankOf(text: string): string {
  return Array.from(text, (character) => {
    if (character === '\t') return character
    if (narrowest.test(character)) return ''
    return widest.test(character) ? '  ' : ' '
  }).join('')
}
