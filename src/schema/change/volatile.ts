/** Functions of the server whose answer is one for the whole statement, so that a default made of them need not be stored in each row. */
const steady: ReadonlySet<string> = new Set(
  (
    'now transaction_timestamp statement_timestamp timezone date_trunc date_part make_date make_interval make_timestamp to_char to_date to_timestamp to_number ' +
    'current_setting current_schema current_database current_user session_user user lower upper initcap concat concat_ws format replace substr substring left right ' +
    'lpad rpad trim btrim ltrim rtrim md5 sha256 encode decode abs round floor ceil trunc power sqrt mod coalesce nullif greatest least array_append array_cat ' +
    'string_to_array json_build_object jsonb_build_object json_build_array jsonb_build_array to_json to_jsonb int4range int8range numrange tsrange tstzrange daterange ' +
    'numeric integer bigint varchar char bit interval timestamp time char_length length row array'
  ).split(' '),
)

/**
 * Whether the server has to work an expression out for each row: then ADD COLUMN rewrites the table. What a function of somebody's own does is not known: it counts as
 * one that does.
 */
export function isVolatile(expression: string): boolean {
  const bare = expression.replaceAll(/'(?:[^']|'')*'/g, `''`)
  return [...bare.matchAll(/((?:"(?:[^"]|"")*"|[\w$.])+)\(/g)].some(
    ([, name = '']) => !steady.has(name.toLowerCase()),
  )
}
