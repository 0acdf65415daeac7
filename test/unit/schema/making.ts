import {
  keyOf,
  type AnyFact,
  type CommonFacets,
  type FactKind,
  type Schema,
  type UnseenObject,
} from '../../../src/schema/schema.ts'
import type { FacetsOf } from '../../../src/schema/facets.ts'

/** A fact by kind and name; its parent is what the name says for a part of a table. */
export function makeFact<K extends FactKind>(
  kind: K,
  name: readonly string[],
  facets: Partial<CommonFacets> & (K extends 'schema' ? unknown : FacetsOf[K]),
): AnyFact {
  const fact = {
    kind,
    key: keyOf(kind, name),
    name,
    parent: name.length > 2 ? keyOf('table', name.slice(0, 2)) : undefined,
    facets: { comment: null, owner: null, grants: null, ...facets },
    needs: [],
  }
  return fact as unknown as AnyFact
}

/** A schema of these facts, in this order. */
export function makeSchema(
  facts: readonly AnyFact[],
  { serverVersion = 180004, unseen = [] as readonly UnseenObject[] } = {},
): Schema {
  return { serverVersion, unseen, facts: new Map(facts.map((fact) => [fact.key, fact])) }
}

export const plainTable: FacetsOf['table'] = {
  persistence: 'permanent',
  columns: ['id', 'name'],
  partitionKey: null,
  partitionOf: null,
  inherits: [],
  ofType: null,
  options: [],
  accessMethod: null,
  tablespace: null,
  replicaIdentity: 'default',
  rowSecurity: 'off',
}

export const plainColumn: FacetsOf['column'] = {
  type: 'integer',
  collation: null,
  notNull: false,
  notNullConstraint: null,
  identity: null,
  generated: null,
  storage: null,
  compression: null,
  statistics: null,
  options: [],
  foreignOptions: [],
  inherited: false,
}
