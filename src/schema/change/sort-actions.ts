import type { Schema } from '../schema.ts'
import type { Action } from './action.ts'
import { rankOf } from './kind-ranks.ts'
import type { Link } from './links.ts'
import { phasesOf } from './phases.ts'

/** The order of some actions by place; or those that wait for each other in a cycle, and cannot run. */
export type Sorted =
  | { readonly kind: 'order'; readonly places: readonly number[] }
  | { readonly kind: 'cycles'; readonly cycles: readonly (readonly number[])[] }

/** Actions in the order of their links; where these leave it open, by phase, then by kind and name. The schemas: the new one first. */
export function sortActions(
  actions: readonly Action[],
  links: readonly Link[],
  schemas: readonly Pick<Schema, 'facts'>[],
): Sorted {
  const waiting = actions.map(() => 0)
  const next: number[][] = actions.map(() => [])
  for (const { before, after } of links) {
    next[before]!.push(after)
    waiting[after]!++
  }
  const places: number[] = []
  const ready = new ReadyList(ranksOf(actions, next, schemas))
  for (const at of actions.keys()) if (waiting[at] === 0) ready.add(at)
  for (let at = ready.take(); at !== undefined; at = ready.take()) {
    places.push(at)
    for (const follower of next[at]!) {
      if (--waiting[follower]! !== 0) continue
      if (actions[at]!.unbroken === true && follower === at + 1) ready.takeNext(follower)
      else ready.add(follower)
    }
  }
  if (places.length === actions.length) return { kind: 'order', places }
  const left = new Set(actions.keys())
  for (const at of places) left.delete(at)
  return { kind: 'cycles', cycles: findCycles(left, next) }
}

/** Places by rank, the lowest first. */
class ReadyList {
  readonly #ranks: readonly number[]
  /** Highest first, so that the lowest is taken from the end. */
  readonly #places: number[] = []
  #next: number | undefined

  constructor(ranks: readonly number[]) {
    this.#ranks = ranks
  }

  add(place: number): void {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ranks[this.#places[middle]!]! > this.#ranks[place]!) low = middle + 1
      else high = middle
    }
    this.#places.splice(low, 0, place)
  }

  /** This one is taken next, whatever its rank. */
  takeNext(place: number): void {
    this.#next = place
  }

  take(): number | undefined {
    const next = this.#next
    this.#next = undefined
    return next ?? this.#places.pop()
  }
}

function ranksOf(
  actions: readonly Action[],
  next: readonly (readonly number[])[],
  schemas: readonly Pick<Schema, 'facts'>[],
): readonly number[] {
  const phases = phasesOf(actions, next, schemas)
  const keys = actions.map(({ fact: key, destroys }, at) => {
    const fact = schemas.map(({ facts }) => facts.get(key)).find((one) => one !== undefined)
    const rank = fact === undefined ? 0 : rankOf(fact.kind)
    return { at, phase: phases[at]!, rank: destroys.length > 0 ? -rank : rank, name: key }
  })
  const order = keys.sort(
    (a, b) =>
      a.phase - b.phase || a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.at - b.at),
  )
  const ranks = actions.map(() => 0)
  for (const [rank, { at }] of order.entries()) ranks[at] = rank
  return ranks
}

/** Sets of places of which each is reached from each other (Tarjan's algorithm, without recursion). */
function findCycles(
  left: ReadonlySet<number>,
  next: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const search = new CycleSearch(left, next)
  for (const at of left) search.visit(at)
  return search.cycles
}

class CycleSearch {
  readonly cycles: (readonly number[])[] = []
  readonly #left: ReadonlySet<number>
  readonly #next: readonly (readonly number[])[]
  readonly #index = new Map<number, number>()
  readonly #low = new Map<number, number>()
  readonly #stack: number[] = []
  readonly #onStack = new Set<number>()

  constructor(left: ReadonlySet<number>, next: readonly (readonly number[])[]) {
    this.#left = left
    this.#next = next
  }

  visit(start: number): void {
    if (this.#index.has(start)) return
    const path = [this.#enter(start)]
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const follower = frame.followers.pop()
      if (follower === undefined) {
        path.pop()
        this.#leave(frame.at, path.at(-1)?.at)
      } else if (!this.#index.has(follower)) path.push(this.#enter(follower))
      else if (this.#onStack.has(follower)) this.#lower(frame.at, this.#index.get(follower)!)
    }
  }

  #enter(at: number) {
    this.#index.set(at, this.#index.size)
    this.#low.set(at, this.#index.get(at)!)
    this.#stack.push(at)
    this.#onStack.add(at)
    return { at, followers: this.#next[at]!.filter((follower) => this.#left.has(follower)) }
  }

  #lower(at: number, to: number): void {
    this.#low.set(at, Math.min(this.#low.get(at)!, to))
  }

  #leave(at: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#low.get(at)!)
    if (this.#low.get(at) !== this.#index.get(at)) return
    const members = this.#stack.splice(this.#stack.indexOf(at))
    for (const member of members) this.#onStack.delete(member)
    if (members.length > 1) this.cycles.push(members)
  }
}
