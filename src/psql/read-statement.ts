import { isAscii } from 'node:buffer'
import { byteKinds, kindSpace } from './byte-kind.ts'
import type { ScriptPlace, StatementItem } from './item.ts'
import { Window } from './window.ts'

const headBytes = 1000

/** The bytes of a statement. */
interface StatementBytes {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number
  /** Whether they are known to be ASCII. */
  readonly ascii: boolean
}

interface StatementSource extends StatementBytes {
  /** The place, or the window in which `index` has the place. */
  readonly window: Window | ScriptPlace
  readonly index: number
  readonly joined: StatementItem['joined']
}

/** A statement of which nothing was decoded yet: a reader that only looks for some statements skips that cost for the others. */
export class ReadStatement implements StatementItem {
  readonly kind = 'statement'
  sent: StatementItem['sent'] = 'to server'
  readonly #source: StatementSource
  #text: string | undefined

  constructor(source: StatementSource) {
    this.#source = source
  }

  get joined(): StatementItem['joined'] {
    return this.#source.joined
  }

  get text(): string {
    this.#text ??= decode(this.#source, this.#source.to)
    return this.#text
  }

  get head(): string {
    if (this.length <= headBytes) return this.text
    return this.#text ?? decode(this.#source, this.#source.from + headBytes)
  }

  get at(): ScriptPlace {
    const { window, index } = this.#source
    return window instanceof Window ? window.placeOf(index) : window
  }

  /** In bytes. */
  get length(): number {
    return this.#source.to - this.#source.from
  }

  /** The first letter in lower case. */
  get initial(): number {
    return this.#source.bytes[this.#source.from]! | 0x20
  }
}

/** Whitespace at the end is no part of a statement; other Unicode spaces are letters to PostgreSQL. */
export function endOfStatement(bytes: Buffer, from: number, to: number): number {
  let end = to
  while (end > from && byteKinds[bytes[end - 1]!] === kindSpace) end--
  return end
}

/** The bytes of a statement that was copied together. */
export function collected(bytes: Buffer): StatementBytes {
  return { bytes, from: 0, to: endOfStatement(bytes, 0, bytes.length), ascii: isAscii(bytes) }
}

function decode({ bytes, from, ascii }: StatementBytes, to: number): string {
  return bytes.toString(ascii ? 'latin1' : 'utf8', from, to)
}
