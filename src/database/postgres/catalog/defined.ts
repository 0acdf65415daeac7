import type { AnyFact } from '../../../schema/schema.ts'
import type { ClassName } from './class-ids.ts'
import { reading, type AnyFound, type Reading } from './found.ts'
import { isOwn, isOwnSchema, nameOfRole, type Scope } from './scope.ts'

/** A kind of which no more is told than the statement that makes it. */
type DefinedKind = Extract<AnyFact, { readonly facets: { readonly definition: string } }>['kind']
type BareKind = {
  readonly [K in DefinedKind]: AnyFact & { readonly kind: K } extends {
    readonly facets: { readonly body: string } | { readonly columns: unknown } | { readonly enabled: string }
  }
    ? never
    : K
}[DefinedKind]

interface DefinedRow {
  readonly oid: number
  readonly schema: string | null
  readonly name: string
  readonly owner: string | null
  readonly definition: string
}

/** How the catalog has such a kind. */
interface Defined {
  readonly kind: BareKind
  readonly catalog: ClassName
  /** `n.nspname`'s id in the catalog `o`; undefined: the kind lives in no schema. */
  readonly namespace?: string
  readonly owner?: string
  /** SQL for the last part of the name, and for the statement. */
  readonly name: string
  readonly definition: string
  /** Other catalogs that are joined, and which rows count. */
  readonly joins?: string
  readonly which?: string
}

/** Reads facts whose only facet is the statement that makes them. */
export function definedReading(defined: (scope: Scope) => Defined): Reading {
  const { kind, catalog } = defined({ version: 0, leftOut: [] })
  return reading<DefinedRow>(
    (scope) => definedSql(scope, defined(scope)),
    (rows) =>
      rows.map(({ oid, schema, name, owner, definition }): AnyFound => ({
        kind: kind as 'collation',
        name: schema === null ? [name] : [schema, name],
        ...(owner === null ? {} : { owner }),
        place: { catalog, oid },
        facets: { definition },
      })),
  )
}

function definedSql(scope: Scope, defined: Defined): string {
  const { catalog, namespace, owner, name, definition, joins = '', which = 'true' } = defined
  const inSchema = namespace === undefined ? '' : `join pg_catalog.pg_namespace n on n.oid = ${namespace}`
  return `
select o.oid, ${namespace === undefined ? 'null' : 'n.nspname'}::pg_catalog.text as schema, ${name}::pg_catalog.text as name,
  ${owner === undefined ? 'null' : nameOfRole(owner)} as owner, ${definition} as definition
from pg_catalog.${catalog} o ${inSchema} ${joins}
where ${which} and ${isOwn(catalog, 'o.oid')}${namespace === undefined ? '' : ` and ${isOwnSchema(scope)}`}`
}

/** A function by its id, as it is to be written without arguments; null: none. */
export const functionName = (oid: string) =>
  `(select pg_catalog.concat(pg_catalog.quote_ident(fn.nspname), '.', pg_catalog.quote_ident(f.proname))
    from pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace where f.oid = ${oid})`

/** An operator by its id, as an expression has it; null: none. */
export const operatorName = (oid: string) =>
  `(select pg_catalog.concat('OPERATOR(', pg_catalog.quote_ident(wn.nspname), '.', w.oprname, ')')
    from pg_catalog.pg_operator w join pg_catalog.pg_namespace wn on wn.oid = w.oprnamespace where w.oid = ${oid})`

export const typeName = (oid: string) => `pg_catalog.format_type(nullif(${oid}, 0), null)`

/** `name = value` for each that there is, in parentheses; a value that is null is left out. */
export const settingsList = (values: Readonly<Record<string, string>>) =>
  `pg_catalog.concat('(', pg_catalog.concat_ws(', ', ${Object.entries(values)
    .map(([name, value]) => `'${name} = ' || (${value})`)
    .join(',\n    ')}), ')')`
