import { PlinthError } from '../errors.ts'

/** Words that PostgreSQL 13 to 18 do not take as a name of a table or column without quotes. */
const reservedWords: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
  case cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec decimal
  default deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full
  grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull
  join json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
  json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national natural
  nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing
  position precision primary real references returning right row select session_user setof similar smallint some
  substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user
  using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
  xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
)

/** The one function that quotes identifiers. Throws `E_CONFIG` for what PostgreSQL would cut off (63 bytes) or cannot hold. */
export function quoteIdentifier(name: string): string {
  if (name.length === 0 || new TextEncoder().encode(name).length > 63 || name.includes('\0')) {
    throw new PlinthError(
      'E_CONFIG',
      `"${name}" cannot be the name of a database object: 1 to 63 bytes, no NUL`,
    )
  }
  return `"${name.replaceAll('"', '""')}"`
}

/** A name for people to read: quoted unless it is lower-case and no reserved word, as PostgreSQL's quote_ident. Throws as {@link quoteIdentifier}. */
export function quoteWhereNeeded(name: string): string {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(name) && !reservedWords.has(name)
  const quoted = quoteIdentifier(name)
  return plain ? name : quoted
}

/** `schema.table` or `table` as SQL for people to read. Throws as {@link quoteIdentifier}. */
export function quoteQualified(name: string): string {
  return name.split('.').map(quoteWhereNeeded).join('.')
}
