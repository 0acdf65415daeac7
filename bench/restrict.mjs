/**
 * A dump without its lines `\restrict` and `\unrestrict`, which pg_dump writes since August 2025: they are for psql, and no SQL.
 * Only where the head has one, so that no other file pays for being searched.
 */
export function withoutRestrict(script) {
  return /^\\restrict /m.test(script.slice(0, 1000)) ? script.replace(/^\\(un)?restrict .*\n/gm, '') : script
}
