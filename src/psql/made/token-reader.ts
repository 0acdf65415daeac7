import { tokensOf, type Token } from './tokens.ts'

/** Reads tokens one after the other, no further than it is asked. */
export class TokenReader {
  readonly #tokens: Iterator<Token>
  readonly #ahead: Token[] = []

  constructor(tokens: Iterable<Token>) {
    this.#tokens = tokens[Symbol.iterator]()
  }

  static of(text: string): TokenReader {
    return new TokenReader(tokensOf(text))
  }

  /** A token ahead: the next one is number 0. */
  peek(ahead = 0): Token | undefined {
    while (this.#ahead.length <= ahead) {
      const { value, done } = this.#tokens.next()
      if (done === true) return undefined
      this.#ahead.push(value)
    }
    return this.#ahead[ahead]
  }

  take(): Token | undefined {
    const token = this.peek()
    this.#ahead.shift()
    return token
  }

  /** The unquoted word ahead. */
  word(ahead = 0): string | undefined {
    const token = this.peek(ahead)
    return token?.kind === 'word' ? token.text : undefined
  }

  isAt(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.word(ahead) === word)
  }

  isAtSign(sign: string): boolean {
    const token = this.peek()
    return token?.kind === 'sign' && token.text === sign
  }

  /** Passes over these words when they are all next. */
  pass(...words: readonly string[]): boolean {
    if (!this.isAt(...words)) return false
    for (const _ of words) this.take()
    return true
  }

  passSign(sign: string): boolean {
    if (!this.isAtSign(sign)) return false
    this.take()
    return true
  }

  /** A dotted name, part by part; empty when there is none. */
  name(): readonly string[] {
    const parts: string[] = []
    for (;;) {
      const token = this.peek()
      if (token?.kind !== 'word' && token?.kind !== 'quoted') return parts
      parts.push(token.text)
      this.take()
      if (!this.passSign('.')) return parts
    }
  }

  /** A dotted name that ends with an operator: `public.===`. */
  operatorName(): readonly string[] {
    const parts = this.name()
    const token = this.peek()
    if (token?.kind !== 'sign' || token.text === '(') return parts
    this.take()
    return [...parts, token.text]
  }

  /** What stands in the parentheses ahead; undefined when there are none. */
  group(): readonly Token[] | undefined {
    if (!this.passSign('(')) return undefined
    const inner: Token[] = []
    for (let depth = 1; ;) {
      const token = this.take()
      if (!token) return inner
      depth += depthChange(token)
      if (depth === 0) return inner
      inner.push(token)
    }
  }

  /** Passes over everything up to the first of these words that stands in no parentheses, and over the word. */
  passTo(...words: readonly string[]): string | undefined {
    for (let depth = 0; ;) {
      const token = this.take()
      if (!token) return undefined
      if (depth === 0 && token.kind === 'word' && words.includes(token.text)) return token.text
      depth += depthChange(token)
    }
  }

  /** The tokens before this word, where it stands in no parentheses. */
  until(word: string): readonly Token[] {
    const before: Token[] = []
    for (let depth = 0; this.peek() && (depth > 0 || this.word() !== word);) {
      const token = this.take()!
      depth += depthChange(token)
      before.push(token)
    }
    return before
  }

  rest(): readonly Token[] {
    const rest: Token[] = []
    for (let token = this.take(); token; token = this.take()) rest.push(token)
    return rest
  }
}

function depthChange(token: Token): -1 | 0 | 1 {
  if (token.kind !== 'sign') return 0
  if (token.text === '(' || token.text === '[') return 1
  return token.text === ')' || token.text === ']' ? -1 : 0
}

/** The parts between the commas that stand in no parentheses. */
export function betweenCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    depth += depthChange(token)
    if (depth === 0 && token.kind === 'sign' && token.text === ',') parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}
