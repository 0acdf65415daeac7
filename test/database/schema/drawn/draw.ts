/** One object of a drawn schema. All that it is follows from the seed, its number and what it is asked; so two that differ in one answer differ in that alone. */
export interface Thing {
  readonly id: number
  readonly kind: string
  /** Where it stands among the others: it refers only to what stands before it. */
  readonly place: number
  /** How often a question was drawn anew. */
  readonly anew: Readonly<Record<string, number>>
  /** Questions with the plainest answer, whatever was drawn. */
  readonly plain: readonly string[]
}

/** Answers questions about one thing, and remembers which there were. */
export class Draw {
  readonly thing: Thing
  readonly asked = new Set<string>()
  /** The thing that this one is a part of, where it chose one. */
  parent: number | undefined
  readonly #seed: string

  constructor(seed: string, thing: Thing) {
    this.#seed = seed
    this.thing = thing
  }

  /** From 0, the plainest, to `count` - 1. */
  number(question: string, count: number): number {
    this.asked.add(question)
    const { id, anew, plain } = this.thing
    if (plain.includes(question)) return 0
    return hashOf(`${this.#seed} ${id} ${question} ${anew[question] ?? 0}`) % count
  }

  /** One of them; the first is the plainest. */
  pick<T>(question: string, options: readonly T[]): T {
    return options[this.number(question, options.length)]!
  }

  /** True that often, of a hundred. */
  chance(question: string, percent: number): boolean {
    return this.number(question, 100) >= 100 - percent
  }

  /** `text` that often, else nothing. */
  maybe(question: string, percent: number, text: string): string {
    return this.chance(question, percent) ? text : ''
  }

  /** One of some things, which stays the same while it is there, whatever comes and goes beside it. */
  choose<T extends { readonly id: number | string }>(
    question: string,
    candidates: readonly T[],
  ): T | undefined {
    return this.several(question, candidates, 1)[0]
  }

  /** That many at most, none twice. */
  several<T extends { readonly id: number | string }>(
    question: string,
    candidates: readonly T[],
    count: number,
  ): readonly T[] {
    this.asked.add(question)
    const { id, anew, plain } = this.thing
    const rank = (other: T) =>
      plain.includes(question)
        ? candidates.indexOf(other)
        : hashOf(`${this.#seed} ${id} ${question} ${anew[question] ?? 0} ${other.id}`)
    return candidates
      .map((other) => ({ other, rank: rank(other) }))
      .sort((one, other) => one.rank - other.rank)
      .slice(0, count)
      .map(({ other }) => other)
  }

  /** The thing that this one is a part of. */
  chooseParent<T extends { readonly id: number }>(candidates: readonly T[]): T | undefined {
    const chosen = this.choose('parent', candidates)
    this.parent = chosen?.id
    return chosen
  }
}

/** 32 bits of a text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
