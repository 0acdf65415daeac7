import type { AnyFact, FactKind } from '../schema.ts'
import { lastName, nameOf, ownerName, sqlName } from './names.ts'

/** What DROP, COMMENT ON and ALTER … OWNER TO call the kinds whose names are bare. */
const plainWords: Readonly<Partial<Record<FactKind, string>>> = {
  schema: 'SCHEMA',
  extension: 'EXTENSION',
  table: 'TABLE',
  'foreign table': 'FOREIGN TABLE',
  view: 'VIEW',
  'materialized view': 'MATERIALIZED VIEW',
  index: 'INDEX',
  sequence: 'SEQUENCE',
  enum: 'TYPE',
  domain: 'DOMAIN',
  'composite type': 'TYPE',
  'range type': 'TYPE',
  'base type': 'TYPE',
  collation: 'COLLATION',
  conversion: 'CONVERSION',
  'access method': 'ACCESS METHOD',
  language: 'LANGUAGE',
  'event trigger': 'EVENT TRIGGER',
  'foreign data wrapper': 'FOREIGN DATA WRAPPER',
  server: 'SERVER',
  publication: 'PUBLICATION',
  statistics: 'STATISTICS',
  'text search parser': 'TEXT SEARCH PARSER',
  'text search template': 'TEXT SEARCH TEMPLATE',
  'text search dictionary': 'TEXT SEARCH DICTIONARY',
  'text search configuration': 'TEXT SEARCH CONFIGURATION',
}

/** The same of those whose last part is SQL. */
const signedWords: Readonly<Partial<Record<FactKind, string>>> = {
  function: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
  operator: 'OPERATOR',
  'operator class': 'OPERATOR CLASS',
  'operator family': 'OPERATOR FAMILY',
}

/** A fact as DROP and COMMENT ON take it: `TABLE public.orders`, `TRIGGER audit ON public.orders`. Undefined: of a kind that has no such name. */
export function objectWords(fact: AnyFact): string | undefined {
  const plain = plainWords[fact.kind]
  if (plain !== undefined) return `${plain} ${nameOf(fact)}`
  const signed = signedWords[fact.kind]
  return signed === undefined ? partWords(fact) : `${signed} ${signedName(fact)}`
}

function partWords(fact: AnyFact): string | undefined {
  const { kind, name } = fact
  if (kind === 'column') return `COLUMN ${nameOf(fact)}`
  if (kind === 'domain constraint') return `CONSTRAINT ${lastName(fact)} ON DOMAIN ${ownerName(fact)}`
  if (kind === 'cast' || kind === 'transform') return `${kind.toUpperCase()} ${name[0]}`
  if (kind === 'user mapping') return `USER MAPPING FOR ${roleName(name[1]!)} SERVER ${sqlName(name[0]!)}`
  const isPart = kind === 'constraint' || kind === 'trigger' || kind === 'rule' || kind === 'policy'
  return isPart ? `${kind.toUpperCase()} ${lastName(fact)} ON ${ownerName(fact)}` : undefined
}

/** A role as SQL; `PUBLIC` stays as it is. */
export function roleName(role: string): string {
  return role === 'PUBLIC' ? role : sqlName(role)
}

/** A name whose last part is SQL, as that of a routine. */
export function signedName({ name }: Pick<AnyFact, 'name'>): string {
  return `${sqlName(name[0]!)}.${name[1]}`
}
