import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Row } from '../database.ts'
import { surroundingsSql, type SurroundingsRow } from './surroundings.ts'
import { foundSql, rowsSql, trustedSql, type TrackingRows } from './tracking.ts'

/** What is read of a database at every start. */
interface FirstLook {
  readonly around: SurroundingsRow
  readonly tracking: TrackingRows
}

/**
 * Reads all of it in one statement, to be sent with the first message of a session. The tables of the tracking may not exist, or not be ours to trust,
 * so their rows are read by a query in a query, where the catalogs say that it may run: `query_to_xml` runs one, and there is no other such function.
 * Who has the tables locked is waited for later.
 */
export function firstLookSql(schema: string): string {
  const rows = `select pg_catalog.row_to_json(look) as look from (${rowsSql(quoteIdentifier(schema), 'sum')}) as look`
  return `select pg_catalog.set_config('lock_timeout', '1s', true);
with found as materialized (${foundSql(quoteLiteral(schema))})
select (select pg_catalog.row_to_json(around) from (${surroundingsSql}) as around) as around,
  (select pg_catalog.json_agg(found) from found) as found,
  case when (select ${trustedSql} from found) then pg_catalog.query_to_xml(${quoteLiteral(rows)}, false, true, '') end::pg_catalog.text as rows`
}

/** What such a statement told. */
export function firstLookIn({ around, found, rows }: Row): FirstLook {
  return {
    around: around as SurroundingsRow,
    tracking: {
      found: (found ?? []) as TrackingRows['found'],
      row: rows === null ? undefined : (JSON.parse(contentOf(String(rows))) as TrackingRows['row']),
    },
  }
}

/** The text in `<look>`, as `escape_xml` of the server's xml.c wrote it. */
function contentOf(xml: string): string {
  const escaped = xml.slice(xml.indexOf('<look>') + '<look>'.length, xml.lastIndexOf('</look>'))
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', '#x0d': '\r' }
  return escaped.replace(/&(lt|gt|amp|#x0d);/g, (_, name: string) => characters[name] ?? '')
}
