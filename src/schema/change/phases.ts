import type { FactKind, Schema } from '../schema.ts'
import type { Action } from './action.ts'
import { partsOfKey } from '../fact-title.ts'

/**
 * When an action runs where nothing else tells. What holds no rows goes at once: rules about rows that are no more, what may be in the way. Then comes what is made and
 * altered, which may fail. What holds rows, or what readers know, goes when something must wait for that, and else behind all: so nothing is lost where a statement fails
 * outside of a transaction, and rows can be taken from the old into the new in between.
 */
const phases = { rid: 0, make: 1, needed: 2, lose: 3, watch: 4 } as const

type Phase = (typeof phases)[keyof typeof phases]

const lasting: ReadonlySet<FactKind> = new Set<FactKind>([
  'table',
  'foreign table',
  'column',
  'sequence',
  'view',
  'materialized view',
  'function',
  'procedure',
  'aggregate',
  'enum',
  'domain',
  'composite type',
  'range type',
  'base type',
  'schema',
])

/** The phase of each action; `next`: what waits for it, by place; the schemas: the new one first. */
export function phasesOf(
  actions: readonly Action[],
  next: readonly (readonly number[])[],
  [to]: readonly Pick<Schema, 'facts'>[],
): readonly Phase[] {
  const own = actions.map((action) => phaseOf(action, to!))
  const before = placesBefore(next)
  const needed = new Set<number>()
  const open = [...own.keys()].filter((at) => own[at] === phases.make || own[at] === phases.rid)
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const earlier of before[at]!) {
      if (needed.has(earlier)) continue
      needed.add(earlier)
      open.push(earlier)
    }
  return own.map((phase, at) => (phase === phases.lose && needed.has(at) ? phases.needed : phase))
}

function phaseOf({ fact, destroys, transactional }: Action, { facts }: Pick<Schema, 'facts'>): Phase {
  const { kind } = partsOfKey(fact)
  const isGone = !facts.has(fact)
  if (destroys.length === 0 && !(isGone && lasting.has(kind)))
    return kind === 'event trigger' ? phases.watch : phases.make
  // An index that is dropped CONCURRENTLY serves until what comes in its place does.
  return lasting.has(kind) || (kind === 'index' && !transactional) ? phases.lose : phases.rid
}

function placesBefore(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const before: number[][] = next.map(() => [])
  for (const [at, followers] of next.entries()) for (const follower of followers) before[follower]!.push(at)
  return before
}
