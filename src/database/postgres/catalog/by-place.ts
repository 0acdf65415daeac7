import { classIds } from './class-ids.ts'
import type { Place } from './found.ts'

/**
 * A map of places in the catalogs. There are some hundred thousand look-ups: keys that are text would take longer to make than all the rest, and a column and its relation as
 * one number would not be a small one.
 */
export class ByPlace<T> {
  readonly #classes = new Map<number, ObjectsOf<T>>()

  get(classid: number, oid: number, column = 0): T | undefined {
    return this.#classes.get(classid)?.get(oid, column)
  }

  /** The part of one catalog, for who has many objects of it. */
  of(classid: number): ObjectsOf<T> {
    const known = this.#classes.get(classid)
    if (known) return known
    const made = new ObjectsOf<T>()
    this.#classes.set(classid, made)
    return made
  }

  set({ classid, oid, column = 0 }: NumberedPlace, value: T): void {
    this.of(classid).set(oid, column, value)
  }

  /** Takes it out, and gives what was there. */
  take({ catalog, oid, column = 0 }: Place): T | undefined {
    return this.#classes.get(classIds[catalog])?.take(oid, column)
  }

  values(): readonly T[] {
    return [...this.#classes.values()].flatMap((known) => known.values())
  }
}

/** The objects of one catalog by id, and the columns of each by number. */
export class ObjectsOf<T> {
  readonly #objects = new Map<number, T>()
  readonly #columns = new Map<number, Map<number, T>>()

  get(oid: number, column: number): T | undefined {
    return column === 0 ? this.#objects.get(oid) : this.#columns.get(oid)?.get(column)
  }

  /** All columns of an object of which there is something. */
  columnsOf(oid: number): ReadonlyMap<number, T> | undefined {
    return this.#columns.get(oid)
  }

  set(oid: number, column: number, value: T): void {
    if (column === 0) {
      this.#objects.set(oid, value)
      return
    }
    const known = this.#columns.get(oid)
    if (known) known.set(column, value)
    else this.#columns.set(oid, new Map([[column, value]]))
  }

  take(oid: number, column: number): T | undefined {
    const value = this.get(oid, column)
    if (value === undefined) return undefined
    if (column === 0) this.#objects.delete(oid)
    else this.#columns.get(oid)?.delete(column)
    return value
  }

  values(): readonly T[] {
    return [...this.#objects.values(), ...[...this.#columns.values()].flatMap((known) => [...known.values()])]
  }
}

/** A place with its catalog as `pg_depend` writes it. */
interface NumberedPlace {
  readonly classid: number
  readonly oid: number
  readonly column?: number
}

/** What is said of objects, by object. */
export function byPlace<
  R extends { readonly classoid: number; readonly objoid: number; readonly objsubid: number },
>(rows: readonly R[]): ByPlace<R> {
  const result = new ByPlace<R>()
  for (const row of rows) result.of(row.classoid).set(row.objoid, row.objsubid, row)
  return result
}
