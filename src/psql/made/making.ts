import type { Kind } from './kind.ts'
import type { Made, MadeCatalog, NameParts } from './made-catalog.ts'
import type { TokenReader } from './token-reader.ts'

/** A CREATE that was read up to the name. */
export interface Making {
  readonly t: TokenReader
  readonly catalog: MadeCatalog
  readonly kind: Kind
  readonly temporary: boolean
}

/** Makes an object that its name tells apart, or its name and signature. */
export function makeNamed(
  { catalog, kind, temporary }: Omit<Making, 't'>,
  parts: NameParts,
  signature = '',
): Made | undefined {
  const name = parts.at(-1)
  if (name === undefined) return undefined
  const schema = kind.global ? undefined : temporary ? 'pg_temp' : catalog.schemaFor(parts)
  return catalog.add(kind, schema, name, { signature })
}
