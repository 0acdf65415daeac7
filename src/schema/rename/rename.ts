import type { FactKey, FactKind } from '../schema.ts'

/** What may be called otherwise now, and not be another thing: it keeps its rows. */
export interface Rename {
  readonly kind: FactKind | 'enum value'
  /** As people write them: `public.orders.total`. */
  readonly from: string
  readonly to: string
  /** The fact that goes by the other name, with {@link to} in its place; of an enum value, its type. */
  readonly keys: readonly [FactKey, FactKey]
  /** `same`: nothing but the name differs, and nothing of worth is lost where it is wrong. `similar`: somebody has to say. */
  readonly certainty: 'same' | 'similar'
  /** Without semicolon. */
  readonly sql: string
  /** The way back. */
  readonly reverse: string
}
