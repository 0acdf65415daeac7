import { classIds } from './class-ids.ts'
import type { Place } from './found.ts'

/** Ids have 32 bits, so that a column and the id of its relation are one number together. */
const afterIds = 2 ** 32

/** A map of places in the catalogs. There are some hundred thousand look-ups: keys that are text would take longer to make than all the rest. */
export class ByPlace<T> {
  readonly #classes = new Map<number, Map<number, T>>()

  get(classid: number, oid: number, column = 0): T | undefined {
    return this.#classes.get(classid)?.get(column * afterIds + oid)
  }

  at({ catalog, oid, column }: Place): T | undefined {
    return this.get(classIds[catalog], oid, column)
  }

  set({ classid, oid, column = 0 }: NumberedPlace, value: T): void {
    const known = this.#classes.get(classid)
    if (known) known.set(column * afterIds + oid, value)
    else this.#classes.set(classid, new Map([[column * afterIds + oid, value]]))
  }

  /** Takes it out, and gives what was there. */
  take({ catalog, oid, column = 0 }: Place): T | undefined {
    const known = this.#classes.get(classIds[catalog])
    if (known === undefined) return undefined
    const key = column * afterIds + oid
    const value = known.get(key)
    known.delete(key)
    return value
  }

  values(): readonly T[] {
    return [...this.#classes.values()].flatMap((known) => [...known.values()])
  }
}

/** A place with its catalog as `pg_depend` writes it. */
interface NumberedPlace {
  readonly classid: number
  readonly oid: number
  readonly column?: number
}
