import type { AnyFact, FactKey } from '../../../schema/schema.ts'
import { ByPlace } from './by-place.ts'
import { classIds } from './class-ids.ts'
import { letters, numbers, numbersIn, type Letters, type Numbers } from './lists.ts'
import { firstOfUsers } from './scope.ts'

/** `pg_depend`, row by row. */
export interface Dependencies {
  readonly classid: readonly number[]
  readonly oid: readonly number[]
  readonly column: readonly number[]
  readonly refclassid: readonly number[]
  readonly refoid: readonly number[]
  readonly refcolumn: readonly number[]
  readonly types: string
}

/** Two catalogs in one number, and two columns: what is short takes the server as long as what is long. Columns of the system are below 0. */
const pair = 10_000
const lowestColumn = -100

export interface DependenciesRow {
  readonly classes: Numbers
  readonly oid: Numbers
  readonly refoid: Numbers
  readonly columns: Numbers
  readonly types: Letters
}

/** Not the triggers that a foreign key has: nothing depends on them. */
export const dependenciesSql = `
select ${numbers(`d.classid::pg_catalog.int8 * ${pair} + d.refclassid::pg_catalog.int8`)} as classes, ${numbers('d.objid')} as oid, ${numbers('d.refobjid')} as refoid,
  ${numbers(`d.objsubid * ${pair} + d.refobjsubid - ${lowestColumn}`)} as columns, ${letters('d.deptype')} as types
from pg_catalog.pg_depend d
where d.objid >= ${firstOfUsers} and (d.refobjid >= ${firstOfUsers} or d.deptype = 'x'
  or d.refclassid = ${classIds.pg_namespace} and d.refobjid = (select n.oid from pg_catalog.pg_namespace n where n.nspname = 'public'))
  and not (d.classid = ${classIds.pg_trigger} and d.refclassid = ${classIds.pg_constraint} and d.deptype = 'i')`

export function dependenciesIn(row: DependenciesRow): Dependencies {
  const [classes, columns] = [numbersIn(row.classes), numbersIn(row.columns)]
  return {
    classid: classes.map((both) => Math.floor(both / pair)),
    oid: numbersIn(row.oid),
    column: columns.map((both) => Math.floor(both / pair)),
    refclassid: classes.map((both) => both % pair),
    refoid: numbersIn(row.refoid),
    refcolumn: columns.map((both) => both - Math.floor(both / pair) * pair + lowestColumn),
    types: row.types ?? '',
  }
}

/** What stands for a schema that is not part of the snapshot, and for all in it. */
export const outside = 'outside'

/** The fact that an object is a part of. */
export type Owner = AnyFact | typeof outside

/** What an object that is no fact is a part of, by how `pg_depend` calls it, the strongest first: an extension, an object that made it, a partition's parent, what it goes with. */
const strengths = ['e', 'i', 'P', 'a']

/** Which fact an object is, or is a part of. */
export class Owners {
  readonly #facts: ByPlace<Owner>
  readonly #rows: Dependencies
  /** The row that says best what an object is a part of. */
  readonly #up = new ByPlace<number>()
  readonly #found = new ByPlace<Owner | 'none'>()

  constructor(facts: ByPlace<Owner>, rows: Dependencies) {
    this.#facts = facts
    this.#rows = rows
    const { classid, oid, types } = rows
    for (let row = 0; row < types.length; row++) {
      // Nobody asks what a fact is a part of.
      if (facts.get(classid[row]!, oid[row]!) !== undefined) continue
      const above = this.#up.of(classid[row]!)
      const known = above.get(oid[row]!, 0)
      if (this.#rank(row) < (known === undefined ? strengths.length : this.#rank(known)))
        above.set(oid[row]!, 0, row)
    }
  }

  /** Undefined: none that the snapshot has. */
  of(classid: number, oid: number, column: number): Owner | undefined {
    return (
      (column === 0 ? undefined : this.#facts.get(classid, oid, column)) ??
      this.#facts.get(classid, oid) ??
      this.#above(classid, oid)
    )
  }

  /** Which fact needs what the object needs. What a partition has of its parent's constraint or trigger is none of these. */
  needing(classid: number, oid: number, column: number): Owner | undefined {
    const isCopied = classid === classIds.pg_constraint || classid === classIds.pg_trigger
    return isCopied ? this.#facts.get(classid, oid) : this.of(classid, oid, column)
  }

  /** How an object that is no fact is tied to what it is a part of: as `pg_depend.deptype`. */
  tieOf(classid: number, oid: number): string | undefined {
    const row = this.#up.get(classid, oid)
    return row === undefined ? undefined : this.#rows.types[row]
  }

  #above(classid: number, oid: number): Owner | undefined {
    const known = this.#found.get(classid, oid)
    if (known !== undefined) return known === 'none' ? undefined : known
    const row = this.#up.get(classid, oid)
    // Nothing depends on itself, whatever the catalog may say.
    this.#found.set({ classid, oid }, 'none')
    const { refclassid, refoid, refcolumn } = this.#rows
    const found = row === undefined ? undefined : this.of(refclassid[row]!, refoid[row]!, refcolumn[row]!)
    this.#found.set({ classid, oid }, found ?? 'none')
    return found
  }

  #rank(row: number): number {
    const { classid, refclassid, refoid, types } = this.#rows
    if (this.#facts.get(refclassid[row]!, refoid[row]!) === outside) return -1
    if (!isHome(classid[row]!, refclassid[row]!)) return strengths.length
    const rank = strengths.indexOf(types[row]!)
    return rank < 0 ? strengths.length : rank
  }
}

/** What stands loose in an operator family goes with the family and with its operator or function alike. */
function isHome(classid: number, refclassid: number): boolean {
  const isMember = classid === classIds.pg_amop || classid === classIds.pg_amproc
  return !isMember || refclassid === classIds.pg_opclass || refclassid === classIds.pg_opfamily
}

/** What facts need, by `pg_depend`; some may stand there twice. */
export function needsIn(rows: Dependencies, owners: Owners): ReadonlyMap<AnyFact, readonly FactKey[]> {
  const { classid, oid, column, refclassid, refoid, refcolumn, types } = rows
  const needs = new Map<AnyFact, FactKey[]>()
  for (let row = 0; row < types.length; row++) {
    const fact = owners.needing(classid[row]!, oid[row]!, column[row]!)
    if (fact === undefined || fact === outside) continue
    const needed = owners.of(refclassid[row]!, refoid[row]!, refcolumn[row]!)
    if (needed === undefined || needed === outside || needed === fact) continue
    const known = needs.get(fact)
    if (known) known.push(needed.key)
    else needs.set(fact, [needed.key])
  }
  return needs
}
