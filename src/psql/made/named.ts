import { kindOf, type Kind } from './kind.ts'
import type { Made, MadeCatalog, NameParts } from './made-catalog.ts'
import { betweenCommas, type TokenReader } from './token-reader.ts'
import { signatureOf } from './type-name.ts'

interface Named {
  readonly parts: NameParts
  /** The one that is meant comes first. */
  readonly found: readonly Made[]
  /** No other overload can be meant. */
  readonly isExact: boolean
}

/** Reads which object an ALTER or DROP is about: `f (integer)`, `=== (text, text)`, `ops USING btree`, `trigger ON table`. */
export function readNamed(t: TokenReader, catalog: MadeCatalog, kind: Kind): Named {
  const parts = kind.kind === 'operator' ? t.operatorName() : t.name()
  if (kind.space === 'within') {
    const relation = t.pass('on') ? catalog.relation(t.name()) : undefined
    const found = relation ? catalog.named('within', undefined, parts.at(-1) ?? '', kind.kind, relation) : []
    return { parts, found, isExact: true }
  }
  const found = lookUp(catalog, kind, parts)
  const signature = readSignature(t, kind)
  const exact = found.filter((made) => signature === undefined || made.signature === signature)
  return { parts, found: [...new Set([...exact, ...found])], isExact: exact.length > 0 }
}

/** A type may also be composite, which is a relation. */
function lookUp(catalog: MadeCatalog, kind: Kind, parts: NameParts): readonly Made[] {
  const found = catalog.find(kind, parts)
  if (found.length > 0 || kind.kind !== 'type') return found
  return catalog.find(kindOf('table'), parts).filter((made) => made.kind === 'type')
}

function readSignature(t: TokenReader, kind: Kind): string | undefined {
  if (t.pass('using')) return t.name().at(-1)
  if (kind.space !== 'routine' && kind.kind !== 'operator') return undefined
  const group = t.group()
  return group && signatureOf(betweenCommas(group))
}
