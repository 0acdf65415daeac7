import type { AnyFact, FactKey, FactKind, Schema } from './schema.ts'

/** An object as statements name it: without the arguments of a routine. */
export interface NamedObject {
  readonly kind: string
  readonly name: string
}

/** The schema without objects of these names, and without what is a part of them. Types are not looked for. */
export function withoutObjects(schema: Schema, objects: readonly NamedObject[]): Schema {
  const names = new Set(objects.map(({ kind, name }) => `${kind} ${name}`))
  const isOf = (fact: AnyFact | undefined): boolean =>
    fact !== undefined && (names.has(nameOf(fact)) || isOf(facts.get(fact.parent as FactKey)))
  const { facts } = schema
  return { ...schema, facts: new Map([...facts].filter(([, fact]) => !isOf(fact))) }
}

const routines: ReadonlySet<FactKind> = new Set<FactKind>(['function', 'procedure', 'aggregate'])

/** The last part of a routine is SQL: one that is in quotes there is not found by its name. */
function nameOf({ kind, name }: AnyFact): string {
  const parts = routines.has(kind) ? [...name.slice(0, -1), (name.at(-1) ?? '').replace(/\(.*$/s, '')] : name
  return `${kind} ${parts.map(shown).join('.')}`
}

/** In quotes only where a dot or a quote in it would make the joined name mean something else. */
function shown(part: string): string {
  return /[."]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part
}
