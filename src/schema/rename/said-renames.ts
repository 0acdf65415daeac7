import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { AnyFact, Fact, FactKind, Schema } from '../schema.ts'
import { onlyIn } from './pairs.ts'
import { columnRename } from './renamed-columns.ts'
import { relationRename, renamedKinds } from './renamed-relations.ts'
import type { Rename } from './rename.ts'

/** What somebody says is the same thing under another name: `users.mail`, `public.users.email`. The schema `public` need not be named. */
export interface SaidRename {
  readonly from: string
  /** In full, or the new name alone. */
  readonly to: string
}

/** The rename that is meant; undefined: nothing that is gone is called so, or nothing of its kind and place has come that is called as is said. */
export function saidRename(from: Schema, to: Schema, said: SaidRename): Rename | undefined {
  for (const kind of [...renamedKinds, 'column'] satisfies readonly FactKind[]) {
    const [gone, come] = [onlyIn(from, to, kind), onlyIn(to, from, kind)] as unknown as readonly AnyFact[][]
    const before = gone?.find((fact) => namesOf(fact).includes(said.from))
    if (before === undefined) continue
    const after = come?.find((fact) => isBeside(fact, before) && isCalled(fact, said.to))
    if (after !== undefined) return renameOf(before, after, from)
  }
  return undefined
}

function renameOf(before: AnyFact, after: AnyFact, from: Schema): Rename | undefined {
  if (before.kind !== 'column')
    return relationRename([before, after] as unknown as Parameters<typeof relationRename>[0])
  const kind = before.parent === undefined ? undefined : from.facts.get(before.parent)?.kind
  if (kind !== 'table' && kind !== 'foreign table') return undefined
  return columnRename([before, after as Fact<'column'>], kind)
}

/** In the same schema, or the same table. */
function isBeside(one: AnyFact, other: AnyFact): boolean {
  return JSON.stringify(one.name.slice(0, -1)) === JSON.stringify(other.name.slice(0, -1))
}

function isCalled(fact: AnyFact, name: string): boolean {
  return namesOf(fact).includes(name) || quoteWhereNeeded(fact.name.at(-1)!) === name
}

/** In full, and without `public`. */
function namesOf({ name }: AnyFact): readonly string[] {
  const parts = name.map(quoteWhereNeeded)
  return [parts.join('.'), ...(parts[0] === 'public' ? [parts.slice(1).join('.')] : [])]
}
