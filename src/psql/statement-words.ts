/** How far a statement is recognised as `COPY … FROM STDIN`. */
type CopyProgress = 'none' | 'copy' | 'from' | 'stdin'

const longestKeyword = 9
const countedWords = 4
const leadingWords: ReadonlySet<string> = new Set(['create', 'or', 'replace', 'function', 'procedure'])
const letterB = 0x62
const letterC = 0x63
const letterE = 0x65
const letterF = 0x66
const letterO = 0x6f
const letterP = 0x70
const letterR = 0x72

/** Whether a word may be BEGIN, CASE or END, by its first letter and its length. */
function mayCountDepth(letter: number, length: number): boolean {
  const lower = letter | 0x20
  return lower === letterB
    ? length === 5
    : lower === letterC
      ? length === 4
      : lower === letterE && length === 3
}

/** Follows the unquoted words of a statement as far as they decide where it ends. */
export class StatementWords {
  /** BEGIN and CASE without their END, in the body of a function. */
  beginDepth = 0
  /** COPY in one of its binary formats. */
  binary = false
  /** COPY whose rows have an encoding of their own. */
  encoded = false
  /** Only statements that begin with CREATE or COPY are interesting; the words of others need not be told. */
  interesting = true
  #count = 0
  readonly #leading = new Uint8Array(countedWords)
  #inFunction = false
  #copy: CopyProgress = 'none'

  /** Whether rows follow in the script. */
  get copiesFromStdin(): boolean {
    return this.#copy === 'stdin'
  }

  /** A new statement begins; also after psql's `\;`. */
  reset(): void {
    this.beginDepth = 0
    this.binary = this.encoded = false
    this.#copy = 'none'
    this.resetCount()
  }

  /** `\;` makes psql count the words anew, but not the depths. */
  resetCount(): void {
    this.#count = 0
    const leading = this.#leading
    leading[0] = leading[1] = leading[2] = leading[3] = 0
    this.interesting = true
    this.#inFunction = false
  }

  /** The word `bytes[from, to)`. `outside` says whether it stands outside of all parentheses. */
  word(bytes: Buffer, from: number, to: number, outside: 'outside' | 'inside'): void {
    if (!this.interesting) return
    const count = this.#count++
    if (count === 0 && (bytes[from]! | 0x20) !== letterC) this.interesting = false
    if (count >= countedWords && !this.#inFunction && this.#copy === 'none') this.interesting = false
    if (!this.interesting) return
    if (count >= countedWords && this.#copy === 'none' && !mayCountDepth(bytes[from]!, to - from)) return
    const word = to - from > longestKeyword ? '' : bytes.toString('latin1', from, to).toLowerCase()
    if (count < countedWords) this.#countWord(word, count)
    if (this.#inFunction && outside === 'outside') this.#countDepth(word)
    if (count === 0 || this.#copy !== 'none') this.#followCopy(word, count, outside)
  }

  /** Something that is neither a word nor whitespace: no STDIN right after FROM. */
  notWord(): void {
    if (this.#copy === 'from') this.#copy = 'none'
  }

  /** psqlscan.l, rule `identifier`: does the statement begin with CREATE [OR REPLACE] FUNCTION | PROCEDURE? */
  #countWord(word: string, count: number): void {
    const leading = this.#leading
    leading[count] = leadingWords.has(word) ? word.charCodeAt(0) : 0
    const at = leading[1] === letterO && leading[2] === letterR ? 3 : 1
    this.#inFunction = leading[0] === letterC && (leading[at] === letterF || leading[at] === letterP)
  }

  /** psqlscan.l, rule `identifier`: CASE ends with END too, but counts only after a BEGIN. */
  #countDepth(word: string): void {
    if (word === 'begin') this.beginDepth++
    else if (word === 'case' && this.beginDepth > 0) this.beginDepth++
    else if (word === 'end' && this.beginDepth > 0) this.beginDepth--
  }

  /** gram.y, CopyStmt: the first FROM outside of parentheses, then STDIN (or STDOUT, which means the same). */
  #followCopy(word: string, count: number, outside: 'outside' | 'inside'): void {
    if (this.#copy === 'none') {
      if (count === 0 && word === 'copy') this.#copy = 'copy'
    } else if (word === 'binary') this.binary = true
    else if (this.#copy === 'stdin' && word === 'encoding') this.encoded = true
    else if (outside === 'outside' && this.#copy === 'copy' && word === 'from') this.#copy = 'from'
    else if (outside === 'outside' && this.#copy === 'copy' && word === 'to') this.#copy = 'none'
    else if (this.#copy === 'from') this.#copy = word === 'stdin' || word === 'stdout' ? 'stdin' : 'none'
  }
}
