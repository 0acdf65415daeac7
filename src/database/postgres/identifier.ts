import { PlinthError } from '../../errors.ts'

/** The one function that quotes identifiers. Throws `E_CONFIG` for what PostgreSQL would cut off (63 bytes) or cannot hold. */
export function quoteIdentifier(name: string): string {
  if (name.length === 0 || Buffer.byteLength(name) > 63 || name.includes('\0')) {
    throw new PlinthError('E_CONFIG', `"${name}" cannot be the name of a database object: 1 to 63 bytes, no NUL`)
  }
  return `"${name.replaceAll('"', '""')}"`
}
