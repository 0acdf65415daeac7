/** The query of a view as `pg_get_viewdef` writes it, without the semicolon and the space at its ends. */
export function plainView(query: string, _serverVersion: number): string {
  return query.trim().replace(/;$/, '')
}
