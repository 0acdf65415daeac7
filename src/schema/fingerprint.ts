import { hash } from 'node:crypto'
import { canonicalFacets, formVersion, type FingerprintOptions } from './canonical-facets.ts'
import { schemaKeyOf, type AnyFact, type FactKey, type Schema, type UnseenObject } from './schema.ts'

/** What two databases share just when their schemas are the same: the version of the form that is hashed, `:`, SHA-256 in hex. */
export type Fingerprint = string & { readonly __brand: 'Fingerprint' }

/**
 * A node of the tree of hashes: the database, a schema, an object, a part of it. Two nodes with one hash hold the same, all the way down.
 * A hash counts within this version of the form and these options only.
 */
export interface FingerprintTree {
  readonly hash: string
  /** What is said of the node itself, as text that is equal just when the value is. Worked out when it is asked for. */
  readonly facets: ReadonlyMap<string, string>
  /** By key. */
  readonly children: ReadonlyMap<FactKey, FingerprintTree>
}

/** A fingerprint is there where everything was seen, and only there. The tree still finds what differs of what was seen. */
export type FingerprintResult =
  | { readonly kind: 'certain'; readonly fingerprint: Fingerprint; readonly tree: FingerprintTree }
  | {
      readonly kind: 'uncertain'
      readonly unseen: readonly UnseenObject[]
      readonly tree: FingerprintTree
    }

/**
 * The fingerprint of a schema: the same for the same facts, in whatever order they were read or made, and from whatever major version of the server.
 * What a fact needs does not count: it follows from the facets.
 */
export function fingerprintOf(schema: Schema, options: FingerprintOptions = {}): FingerprintResult {
  const tree = databaseNode(schema, options)
  const { unseen } = schema
  if (unseen.length > 0) return { kind: 'uncertain', unseen, tree }
  return { kind: 'certain', fingerprint: `${formVersion}:${tree.hash}` as Fingerprint, tree }
}

/** Whether the text is one that some version of Plinth writes. */
export function isFingerprint(text: string): text is Fingerprint {
  return /^[1-9]\d{0,3}:[0-9a-f]{64}$/.test(text)
}

/** Whether this version writes such a fingerprint: one of another version says nothing about a schema that is read now. */
export function isOfThisForm(fingerprint: Fingerprint): boolean {
  return fingerprint.startsWith(`${formVersion}:`)
}

type PartsOf = ReadonlyMap<FactKey | undefined, ReadonlyMap<FactKey, AnyFact | undefined>>

function databaseNode({ facts }: Schema, options: FingerprintOptions): FingerprintTree {
  const parts = partsOf(facts, options)
  const node = (key: FactKey | undefined, fact: AnyFact | undefined): FingerprintTree => {
    const children = new Map<FactKey, FingerprintTree>()
    const below = parts.get(key)
    if (below !== undefined) for (const [child, part] of below) children.set(child, node(child, part))
    return new Node(fact, children, options)
  }
  return node(undefined, undefined)
}

/** What the hash of the database begins with: two of them made with other options are never the same. */
function formOf({ columnOrder, rights, extensionVersions }: FingerprintOptions): string {
  return JSON.stringify([formVersion, columnOrder, rights, extensionVersions].map((one) => one ?? 'ignored'))
}

/** What stands directly below each node, by key; below undefined, the database, its schemas and what is in none. */
function partsOf(facts: Schema['facts'], { rights }: FingerprintOptions): PartsOf {
  const parts = new Map<FactKey | undefined, Map<FactKey, AnyFact | undefined>>()
  const place = (above: FactKey | undefined, key: FactKey, fact: AnyFact | undefined) => {
    const siblings = parts.get(above)
    if (siblings === undefined) parts.set(above, new Map([[key, fact]]))
    else siblings.set(key, fact)
  }
  for (const key of [...facts.keys()].sort()) {
    const fact = facts.get(key) as AnyFact
    if (fact.kind === 'default privileges' && rights !== 'counted') continue
    const above = placeOf(fact, facts)
    place(above, key, fact)
    // A schema that is not a fact itself, for it comes with the server, still has its node.
    if (above !== undefined && !facts.has(above)) place(undefined, above, undefined)
  }
  return parts
}

function placeOf(fact: AnyFact, facts: Schema['facts']): FactKey | undefined {
  return fact.parent !== undefined && facts.has(fact.parent) ? fact.parent : schemaKeyOf(fact)
}

/** A class, for its facets are kept as text only until they are hashed: a database has a million of them. */
class Node implements FingerprintTree {
  readonly hash: string
  readonly children: FingerprintTree['children']
  readonly #fact: AnyFact | undefined
  readonly #options: FingerprintOptions

  constructor(fact: AnyFact | undefined, children: FingerprintTree['children'], options: FingerprintOptions) {
    this.#fact = fact
    this.#options = options
    this.children = children
    let text = fact === undefined ? formOf(options) : `fact ${JSON.stringify(fact.key)}`
    for (const [name, value] of this.facets) text += `\n${name} ${value}`
    for (const [key, child] of children) text += `\n> ${JSON.stringify(key)} ${child.hash}`
    this.hash = hash('sha256', text)
  }

  get facets(): ReadonlyMap<string, string> {
    return this.#fact === undefined ? noFacets : canonicalFacets(this.#fact, this.#options)
  }
}

const noFacets: ReadonlyMap<string, string> = new Map()
