import type { FactKey } from '../../../schema/schema.ts'
import { classIds } from './class-ids.ts'
import { firstOfUsers } from './scope.ts'

/** One row of `pg_depend`. */
export type Dependency = readonly [
  classid: number,
  objid: number,
  objsubid: number,
  refclassid: number,
  refobjid: number,
  refobjsubid: number,
  deptype: string,
]

/** As one list in one row: there are tens of thousands. */
export const dependenciesSql = `
select pg_catalog.json_agg(pg_catalog.json_build_array(d.classid::pg_catalog.int8, d.objid::pg_catalog.int8, d.objsubid, d.refclassid::pg_catalog.int8, d.refobjid::pg_catalog.int8, d.refobjsubid, d.deptype)) as dependencies
from pg_catalog.pg_depend d
where d.objid >= ${firstOfUsers} and (d.refobjid >= ${firstOfUsers} or d.deptype = 'x'
  or d.refclassid = ${classIds.pg_namespace} and d.refobjid = (select n.oid from pg_catalog.pg_namespace n where n.nspname = 'public'))`

/** What stands for a schema that is not part of the snapshot, and for all in it. */
export const outside = 'outside' as FactKey

/** What an object that is no fact is a part of, by how `pg_depend` calls it, the strongest first: an extension, an object that made it, a partition's parent, what it goes with. */
const strengths = ['e', 'i', 'P', 'a']

/** Which fact an object is, or is a part of. */
export class Owners {
  readonly #facts: ReadonlyMap<string, FactKey>
  readonly #up = new Map<string, Dependency>()
  readonly #found = new Map<string, FactKey | undefined>()

  /** `facts` by class, id and column, as `placeKey` writes it. */
  constructor(facts: ReadonlyMap<string, FactKey>, dependencies: readonly Dependency[]) {
    this.#facts = facts
    for (const row of dependencies) {
      const at = `${row[0]}/${row[1]}`
      const known = this.#up.get(at)
      if (this.#rank(row) < (known === undefined ? strengths.length : this.#rank(known)))
        this.#up.set(at, row)
    }
  }

  /** Undefined: none that the snapshot has. */
  of(classid: number, oid: number, column: number): FactKey | undefined {
    const key = `${classid}/${oid}/${column}`
    if (this.#found.has(key)) return this.#found.get(key)
    // Nothing depends on itself, whatever the catalog may say.
    this.#found.set(key, undefined)
    const found =
      this.#facts.get(key) ?? this.#facts.get(`${classid}/${oid}/0`) ?? this.#above(`${classid}/${oid}`)
    this.#found.set(key, found)
    return found
  }

  /** Which fact needs what the object needs. What a partition has of its parent's constraint or trigger is none of these. */
  needing(classid: number, oid: number, column: number): FactKey | undefined {
    const isCopied = classid === classIds.pg_constraint || classid === classIds.pg_trigger
    return isCopied ? this.#facts.get(`${classid}/${oid}/0`) : this.of(classid, oid, column)
  }

  /** How an object that is no fact is tied to what it is a part of: as `pg_depend.deptype`. */
  tieOf(classid: number, oid: number): string | undefined {
    return this.#up.get(`${classid}/${oid}`)?.[6]
  }

  #above(at: string): FactKey | undefined {
    const row = this.#up.get(at)
    return row && this.of(row[3], row[4], row[5])
  }

  #rank([, , , refclassid, refobjid, , deptype]: Dependency): number {
    if (this.#facts.get(`${refclassid}/${refobjid}/0`) === outside) return -1
    const rank = strengths.indexOf(deptype)
    return rank < 0 ? strengths.length : rank
  }
}

/** What each fact needs. */
export function needsIn(
  dependencies: readonly Dependency[],
  owners: Owners,
): ReadonlyMap<FactKey, ReadonlySet<FactKey>> {
  const needs = new Map<FactKey, Set<FactKey>>()
  for (const [classid, oid, column, refclassid, refoid, refcolumn] of dependencies) {
    const key = owners.needing(classid, oid, column)
    const needed = key && owners.of(refclassid, refoid, refcolumn)
    if (key === undefined || needed === undefined || needed === outside || key === needed) continue
    const known = needs.get(key)
    if (known) known.add(needed)
    else needs.set(key, new Set([needed]))
  }
  return needs
}
