import type { FactKey } from '../../../schema/schema.ts'
import { ByPlace } from './by-place.ts'
import { classIds } from './class-ids.ts'
import { numbersSql, numbersIn, firstOfUsers } from './scope.ts'

/** One row of `pg_depend`. */
export interface Dependency {
  readonly classid: number
  readonly oid: number
  readonly column: number
  readonly refclassid: number
  readonly refoid: number
  readonly refcolumn: number
  readonly type: string
}

const columns = {
  classid: 'd.classid',
  oid: 'd.objid',
  column: 'd.objsubid',
  refclassid: 'd.refclassid',
  refoid: 'd.refobjid',
  refcolumn: 'd.refobjsubid',
} as const

/** Each column as one list, all in one row: there are tens of thousands. */
export type DependenciesRow = Readonly<Record<keyof typeof columns | 'type', string | null>>

/** Not the triggers that a foreign key has: nothing depends on them. */
export const dependenciesSql = `
select ${Object.entries(columns)
  .map(([name, column]) => `${numbersSql(column)} as ${name}`)
  .join(', ')}, pg_catalog.string_agg(d.deptype::pg_catalog.text, '') as type
from pg_catalog.pg_depend d
where d.objid >= ${firstOfUsers} and (d.refobjid >= ${firstOfUsers} or d.deptype = 'x'
  or d.refclassid = ${classIds.pg_namespace} and d.refobjid = (select n.oid from pg_catalog.pg_namespace n where n.nspname = 'public'))
  and not (d.classid = ${classIds.pg_trigger} and d.refclassid = ${classIds.pg_constraint} and d.deptype = 'i')`

export function dependenciesIn(row: DependenciesRow | undefined): readonly Dependency[] {
  const types = row?.type ?? ''
  if (row === undefined || types === '') return []
  const [classid, oid, column, refclassid, refoid, refcolumn] = (
    Object.keys(columns) as (keyof typeof columns)[]
  ).map((name) => numbersIn(row[name])) as [number[], number[], number[], number[], number[], number[]]
  return oid.map((id, i) => ({
    classid: classid[i]!,
    oid: id,
    column: column[i]!,
    refclassid: refclassid[i]!,
    refoid: refoid[i]!,
    refcolumn: refcolumn[i]!,
    type: types[i]!,
  }))
}

/** What stands for a schema that is not part of the snapshot, and for all in it. */
export const outside = 'outside' as FactKey

/** What an object that is no fact is a part of, by how `pg_depend` calls it, the strongest first: an extension, an object that made it, a partition's parent, what it goes with. */
const strengths = ['e', 'i', 'P', 'a']

/** Which fact an object is, or is a part of. */
export class Owners {
  readonly #facts: ByPlace<FactKey>
  readonly #up = new ByPlace<Dependency>()
  readonly #found = new ByPlace<FactKey | 'none'>()

  constructor(facts: ByPlace<FactKey>, dependencies: readonly Dependency[]) {
    this.#facts = facts
    for (const row of dependencies) {
      // Nobody asks what a fact is a part of.
      if (facts.get(row.classid, row.oid) !== undefined) continue
      const known = this.#up.get(row.classid, row.oid)
      if (this.#rank(row) < (known === undefined ? strengths.length : this.#rank(known)))
        this.#up.set({ classid: row.classid, oid: row.oid }, row)
    }
  }

  /** Undefined: none that the snapshot has. */
  of(classid: number, oid: number, column: number): FactKey | undefined {
    return (
      (column === 0 ? undefined : this.#facts.get(classid, oid, column)) ??
      this.#facts.get(classid, oid) ??
      this.#above(classid, oid)
    )
  }

  /** Which fact needs what the object needs. What a partition has of its parent's constraint or trigger is none of these. */
  needing(classid: number, oid: number, column: number): FactKey | undefined {
    const isCopied = classid === classIds.pg_constraint || classid === classIds.pg_trigger
    return isCopied ? this.#facts.get(classid, oid) : this.of(classid, oid, column)
  }

  /** How an object that is no fact is tied to what it is a part of: as `pg_depend.deptype`. */
  tieOf(classid: number, oid: number): string | undefined {
    return this.#up.get(classid, oid)?.type
  }

  #above(classid: number, oid: number): FactKey | undefined {
    const known = this.#found.get(classid, oid)
    if (known !== undefined) return known === 'none' ? undefined : known
    const row = this.#up.get(classid, oid)
    // Nothing depends on itself, whatever the catalog may say.
    this.#found.set({ classid, oid }, 'none')
    const found = row && this.of(row.refclassid, row.refoid, row.refcolumn)
    this.#found.set({ classid, oid }, found ?? 'none')
    return found
  }

  #rank({ classid, refclassid, refoid, type }: Dependency): number {
    if (this.#facts.get(refclassid, refoid) === outside) return -1
    if (!isHome(classid, refclassid)) return strengths.length
    const rank = strengths.indexOf(type)
    return rank < 0 ? strengths.length : rank
  }
}

/** What stands loose in an operator family goes with the family and with its operator or function alike. */
function isHome(classid: number, refclassid: number): boolean {
  const isMember = classid === classIds.pg_amop || classid === classIds.pg_amproc
  return !isMember || refclassid === classIds.pg_opclass || refclassid === classIds.pg_opfamily
}

/** What each fact needs; some may stand there twice. */
export function needsIn(
  dependencies: readonly Dependency[],
  owners: Owners,
): ReadonlyMap<FactKey, readonly FactKey[]> {
  const needs = new Map<FactKey, FactKey[]>()
  for (const { classid, oid, column, refclassid, refoid, refcolumn } of dependencies) {
    const key = owners.needing(classid, oid, column)
    if (key === undefined) continue
    const needed = owners.of(refclassid, refoid, refcolumn)
    if (needed === undefined || needed === outside || key === needed) continue
    const known = needs.get(key)
    if (known) known.push(needed)
    else needs.set(key, [needed])
  }
  return needs
}
