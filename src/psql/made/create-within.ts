import type { Kind } from './kind.ts'
import type { Made, MadeCatalog, NameParts } from './made-catalog.ts'
import type { Making } from './making.ts'

export function createPolicy({ t, catalog, kind }: Making): void {
  const parts = t.name()
  createWithin(catalog, kind, parts, t.pass('on') ? t.name() : [])
}

export function createTrigger({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('on')
  const trigger = createWithin(catalog, kind, parts, t.name())
  if (trigger && t.passTo('execute') !== undefined && t.take() !== undefined)
    catalog.needs(trigger, 'function', t.name())
}

/** `AS ON INSERT TO table`. A rule `_RETURN`, in dumps before PostgreSQL 10, makes a view of the table. */
export function createRule({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('to')
  const on = t.name()
  const relation = catalog.relation(on)
  if (parts.at(-1) !== '_RETURN') createWithin(catalog, kind, parts, on)
  else if (relation) relation.kind = 'view'
}

/** On a relation that the script did not make, such as an extension's, nothing is listed. */
function createWithin(catalog: MadeCatalog, kind: Kind, parts: NameParts, on: NameParts): Made | undefined {
  const relation = catalog.relation(on)
  const name = parts.at(-1)
  return relation && name !== undefined ? catalog.add(kind, undefined, name, { on: relation }) : undefined
}
