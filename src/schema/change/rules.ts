import type { ChangedFact, SchemaDifference } from '../compare.ts'
import type { AnyFact, Fact, FactKey, FactKind, Schema } from '../schema.ts'
import type { Action, Planned } from './action.ts'
import type { ChangeOptions } from './options.ts'

/** How one kind of fact is made, dropped and changed. Rules are pure: they know two schemas and no database. */
export interface Rules<K extends FactKind> {
  /**
   * The statements that make the fact, in their order. Its comment, owner and grants are not their matter. Each added fact must be
   * among what some action produces, else it is named as unplanned.
   */
  create(fact: Fact<K>, site: Site): readonly Planned[]
  /** The statements that drop it. What goes with its parent is not asked. */
  drop(fact: Fact<K>, site: Site): readonly Planned[]
  /**
   * The statements that give it what the new schema says, in their order; `'replace'`: it must be dropped and made again, with all that
   * needs it. `change.facets` has no common ones here, and is not empty. A facet that no statement can change is answered with `unplanned`.
   */
  alter(change: ChangedFact<K>, site: Site): readonly Planned[] | 'replace'
  /**
   * Something that it needs is replaced (`keys`), and it holds data, so that it cannot go with it: the statements that free it of the old
   * one (`releases`) and those that bind it to the new one (`needs`). Where it is missing, the fact is replaced too.
   */
  rebind?(change: ChangedFact<K>, keys: readonly FactKey[], site: Site): readonly Planned[] | 'replace'
  /** Facts that the statement of `create` can have in it, as CREATE TABLE its columns. It is told by `site.held` which of them it must. */
  holds?(fact: Fact<K>, schema: Schema): readonly FactKey[]
  /** Facts with whose creation this one comes without a statement: a partition's column with that of the parent. */
  comesWith?(fact: Fact<K>, site: Site): readonly FactKey[]
  /** It must be dropped before its parent, which does not take it along. */
  readonly isDroppedFirst?: true
  /** Facts that must be replaced too when this one goes: the index of a partitioned table, when that of a partition that stays is to go. */
  tiedTo?(fact: Fact<K>, site: Site): readonly FactKey[]
  /** Facts beside the parent with whose removal this one goes without a statement. */
  goesWith?(fact: Fact<K>, schema: Schema, site?: Site): readonly FactKey[]
}

/** What a rule may look at. */
export interface Site {
  readonly from: Schema
  readonly to: Schema
  readonly options: Required<ChangeOptions>
  readonly difference: SchemaDifference
  /** Whether the plan drops a fact and makes it again. While facts are altered: as far as it is known then. */
  isReplaced(key: FactKey): boolean
  /** Whether a fact is made by the plan: it is new, or replaced. */
  isMade(key: FactKey): boolean
  /** Whether a fact is dropped by the plan: it is gone, or replaced. */
  isDropped(key: FactKey): boolean
  /** Facts of the old schema that need one, themselves. */
  dependents(key: FactKey): readonly AnyFact[]
  /** Facts that the creation of this one must have in it. */
  held(key: FactKey): readonly AnyFact[]
}

/** The actions among what was planned. */
export function actionsOf(planned: readonly Planned[]): readonly Action[] {
  return planned.filter((one) => one.kind === 'action')
}
