import type { TargetName } from '../database/database.ts'

/** A database as dropdb and createdb want it, to be typed: without the server, they would look for it on this machine. */
export function clientOptions({ user, host, port, database }: TargetName): string {
  return ['-h', host, '-p', String(port), '-U', user, database].map(typed).join(' ')
}

function typed(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
