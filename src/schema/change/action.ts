import type { AnyFact, FactKey } from '../schema.ts'

/** What a statement may cost. */
export interface Hazard {
  /** `values`: what is stored may mean something else behind it than somebody thinks. */
  readonly kind: 'data loss' | 'may fail' | 'values' | 'lock' | 'rewrite'
  /** In words, without a full stop: `the rows of public.orders are lost`. */
  readonly text: string
}

/** One statement, and its place among the others: the order of a plan follows from these keys alone. */
export interface Action {
  readonly kind: 'action'
  /** Without semicolon. */
  readonly sql: string
  /** The fact it was planned for. */
  readonly fact: FactKey
  /**
   * What is there, as the new schema wants it, behind it: whatever needs one of them waits for it. Of an alteration that others must
   * wait for, the fact itself. Several actions may produce one fact: what needs it waits for all.
   */
  readonly produces: readonly FactKey[]
  /** What must be there, as the new schema wants it, before it. Of a fact that is kept as it is, nothing follows from that. */
  readonly needs: readonly FactKey[]
  /** What is gone behind it. What needs one of them in the old schema goes before. */
  readonly destroys: readonly FactKey[]
  /** What it frees of the fact: these are destroyed after it. */
  readonly releases: readonly FactKey[]
  /** Facts of the old schema that must not stand while it runs: they are dropped before, and made again behind it where the new schema has them. */
  readonly clears: readonly FactKey[]
  /** Actions before it that no fact tells of: those that produce one of these, of whichever fact. None that is missing counts. */
  readonly after: readonly FactKey[]
  /** `ALTER TABLE public.orders`, where the rest is a clause that may stand with others behind it: see `merge-passes.ts`. */
  readonly pass?: string | undefined
  /** Nothing may come between it and the next action of the same answer. */
  readonly unbroken?: boolean
  readonly hazards: readonly Hazard[]
  /** False: it cannot run in a transaction with others. */
  readonly transactional: boolean
}

/** A difference that no SQL is known for. */
export interface Unplanned {
  readonly kind: 'unplanned'
  readonly fact: FactKey
  /** The facets that differ; none: the fact itself is to be made or dropped. */
  readonly facets: readonly string[]
  /** Why, in words, without a full stop. */
  readonly why: string
}

export type Planned = Action | Unplanned

/** What an action may say beyond its statement. */
export type ActionParts = Partial<Omit<Action, 'kind' | 'sql' | 'fact'>>

/** A statement about a fact; all that is not said is empty, and it may run in a transaction. */
export function actionOf(fact: Pick<AnyFact, 'key'>, sql: string, parts: ActionParts = {}): Action {
  return {
    kind: 'action',
    sql,
    fact: fact.key,
    produces: [],
    needs: [],
    destroys: [],
    releases: [],
    clears: [],
    after: [],
    hazards: [],
    transactional: true,
    ...parts,
  }
}

/**
 * A statement that looks through rows while others write: its lock spares them. It must begin when the one before it is committed, which took a lock that does not,
 * and is therefore not for a transaction with it.
 */
export function validateLater(fact: Pick<AnyFact, 'key'>, sql: string, hazards: readonly Hazard[]): Action {
  return actionOf(fact, sql, {
    hazards: hazards.filter(({ kind }) => kind !== 'lock'),
    transactional: false,
  })
}

/** A statement that makes a fact: what it needs is what the fact needs. */
export function creation(fact: Pick<AnyFact, 'key' | 'needs'>, sql: string, parts: ActionParts = {}): Action {
  return actionOf(fact, sql, { produces: [fact.key], needs: fact.needs, ...parts })
}

/** A statement that drops a fact. */
export function removal(fact: Pick<AnyFact, 'key'>, sql: string, parts: ActionParts = {}): Action {
  return actionOf(fact, sql, { destroys: [fact.key], ...parts })
}

/** A statement that gives a fact, which is there, what the new schema says; what needs the fact waits for it. */
export function alteration(fact: Pick<AnyFact, 'key'>, sql: string, parts: ActionParts = {}): Action {
  return actionOf(fact, sql, { produces: [fact.key], ...parts })
}

/** A difference that cannot be rendered, to be named. */
export function unplanned(fact: Pick<AnyFact, 'key'>, facets: readonly string[], why: string): Unplanned {
  return { kind: 'unplanned', fact: fact.key, facets, why }
}
