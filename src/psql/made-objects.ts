import type { ScriptItem } from './item.ts'

/** An object that a script makes: `table public.users`. The same shape as the names read from a catalog. */
export interface MadeObject {
  readonly kind: string
  readonly name: string
}

type Token = { readonly text: string; readonly quoted: boolean }

const identifier = String.raw`"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`
const tokenPattern = new RegExp(String.raw`--[^\n]*|/\*[\s\S]*?\*/|'(?:[^']|'')*'|${identifier}|[^\s]`, 'gy')

/** Words between CREATE and the kind that do not change which object is made. */
const fillers = new Set([
  'or',
  'replace',
  'unlogged',
  'global',
  'local',
  'unique',
  'recursive',
  'trusted',
  'procedural',
  'constraint',
])

/**
 * The names of the objects that the statements of a script make, sorted like a catalog listing: a cheap comparison until a
 * fingerprint exists. What DO blocks and functions create is not seen; owned sequences and temporary objects are left out.
 */
export async function readMadeObjects(items: AsyncIterable<ScriptItem>): Promise<readonly MadeObject[]> {
  const made = new Map<string, MadeObject>()
  const owned = new Set<string>()
  let schema = 'public'
  for await (const item of items) {
    if (item.kind !== 'statement') continue
    const tokens = leadingTokens(item.text)
    schema = schemaAfter(tokens, item.text, schema)
    for (const sequence of ownedSequences(tokens, schema)) owned.add(sequence)
    const object = madeBy(tokens, schema)
    if (object) made.set(`${object.kind} ${object.name}`, object)
    else forget(tokens, schema, made)
  }
  for (const sequence of owned) made.delete(`sequence ${sequence}`)
  return [...made.values()].sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1))
}

function leadingTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  const head = text.slice(0, 4000)
  while (tokens.length < 40) {
    while (/\s/.test(head[tokenPattern.lastIndex] ?? '')) tokenPattern.lastIndex++
    const match = tokenPattern.exec(head)
    if (!match) break
    const [token] = match
    if (token.startsWith('--') || token.startsWith('/*')) continue
    const quoted = token.startsWith('"')
    tokens.push({ text: quoted ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase(), quoted })
  }
  return tokens
}

const word = (token: Token | undefined): string | undefined =>
  token && !token.quoted ? token.text : undefined

/** `SET search_path = app, public` and pg_dump's `set_config('search_path', '', false)`. */
function schemaAfter(tokens: readonly Token[], text: string, schema: string): string {
  if (word(tokens[0]) === 'set' && tokens.some((token) => word(token) === 'search_path')) {
    const at = tokens.findIndex((token) => word(token) === 'search_path')
    const first = tokens[at + 2]?.text.replace(/^'|'$/g, '')
    return first && first !== '$user' ? first : 'public'
  }
  return /^select\s+pg_catalog\.set_config\('search_path'/i.test(text) ? 'public' : schema
}

function madeBy(tokens: readonly Token[], schema: string): MadeObject | undefined {
  if (word(tokens[0]) !== 'create') return undefined
  let at = 1
  while (fillers.has(word(tokens[at]) ?? '')) at++
  const kind = kindAt(tokens, at)
  if (!kind) return undefined
  at = afterIfNotExists(tokens, at + kind.words)
  if (kind.kind === 'index') return madeIndex(tokens, at, schema)
  const { name, next } = nameAt(tokens, at)
  const bare = name.at(-1)
  if (bare === undefined) return undefined
  if (kind.on)
    return { kind: kind.kind, name: `${qualified(nameAfter(tokens, next, 'on', 'to'), schema)}.${bare}` }
  if (kind.global) return { kind: kind.kind, name: bare }
  return { kind: kind.kind, name: qualified(name, schema) }
}

interface Kind {
  readonly kind: string
  readonly words: number
  /** Named within a table that stands behind ON. */
  readonly on?: boolean
  readonly global?: boolean
}

function kindAt(tokens: readonly Token[], at: number): Kind | undefined {
  const first = word(tokens[at]) ?? ''
  const pair = `${first} ${word(tokens[at + 1]) ?? ''}`
  const pairs: Readonly<Record<string, Kind>> = {
    'materialized view': { kind: 'materialized view', words: 2 },
    'foreign table': { kind: 'foreign table', words: 2 },
    'event trigger': { kind: 'event trigger', words: 2, global: true },
    'text search': { kind: 'text search configuration', words: 3 },
  }
  const singles: Readonly<Record<string, Kind>> = {
    table: { kind: 'table', words: 1 },
    view: { kind: 'view', words: 1 },
    sequence: { kind: 'sequence', words: 1 },
    type: { kind: 'type', words: 1 },
    domain: { kind: 'domain', words: 1 },
    function: { kind: 'function', words: 1 },
    procedure: { kind: 'procedure', words: 1 },
    aggregate: { kind: 'aggregate', words: 1 },
    index: { kind: 'index', words: 1 },
    schema: { kind: 'schema', words: 1, global: true },
    trigger: { kind: 'trigger', words: 1, on: true },
    policy: { kind: 'policy', words: 1, on: true },
    rule: { kind: 'rule', words: 1, on: true },
    statistics: { kind: 'statistics', words: 1 },
    collation: { kind: 'collation', words: 1 },
    server: { kind: 'server', words: 1, global: true },
    publication: { kind: 'publication', words: 1, global: true },
  }
  if (pair === 'text search' && word(tokens[at + 2]) !== 'configuration') return undefined
  return pairs[pair] ?? singles[first]
}

function afterIfNotExists(tokens: readonly Token[], at: number): number {
  const start = word(tokens[at]) === 'concurrently' ? at + 1 : at
  return word(tokens[start]) === 'if' && word(tokens[start + 1]) === 'not' ? start + 3 : start
}

/** A dotted name and the index behind it. */
function nameAt(
  tokens: readonly Token[],
  at: number,
): { readonly name: readonly string[]; readonly next: number } {
  const name: string[] = []
  let next = at
  for (;;) {
    const token = tokens[next]
    if (!token || (!token.quoted && !/^[\w$\u0080-\uffff]+$/.test(token.text))) return { name, next }
    name.push(token.text)
    next++
    if (tokens[next]?.text !== '.' || tokens[next]?.quoted) return { name, next }
    next++
  }
}

function nameAfter(tokens: readonly Token[], from: number, ...words: readonly string[]): readonly string[] {
  const at = tokens.findIndex((token, index) => index >= from && words.includes(word(token) ?? ''))
  if (at < 0) return []
  return nameAt(tokens, word(tokens[at + 1]) === 'only' ? at + 2 : at + 1).name
}

/** An index lives in the schema of its table; without a name it gets one from the server, which is not guessed here. */
function madeIndex(tokens: readonly Token[], at: number, schema: string): MadeObject | undefined {
  if (word(tokens[at]) === 'on') return undefined
  const { name } = nameAt(tokens, at)
  const table = qualified(nameAfter(tokens, at, 'on'), schema)
  return { kind: 'index', name: `${table.slice(0, table.indexOf('.'))}.${name.at(-1)}` }
}

function qualified(name: readonly string[], schema: string): string {
  return name.length > 1 ? name.join('.') : `${schema}.${name[0] ?? ''}`
}

function ownedSequences(tokens: readonly Token[], schema: string): readonly string[] {
  const isAlter = word(tokens[0]) === 'alter' && word(tokens[1]) === 'sequence'
  const isCreate = word(tokens[0]) === 'create' && word(tokens[1]) === 'sequence'
  if (!isAlter && !isCreate) return []
  const by = tokens.findIndex((token, index) => word(token) === 'owned' && word(tokens[index + 1]) === 'by')
  if (by < 0 || word(tokens[by + 2]) === 'none') return []
  const at = word(tokens[2]) === 'if' ? (isAlter ? 4 : 5) : 2
  return [qualified(nameAt(tokens, at).name, schema)]
}

/** `DROP TABLE x` later in the script; and `ALTER INDEX x ATTACH PARTITION y`, as pg_dump writes it: y then comes with x. */
function forget(tokens: readonly Token[], schema: string, made: Map<string, MadeObject>): void {
  if (word(tokens[0]) === 'alter' && word(tokens[1]) === 'index') {
    const attached = nameAfter(tokens, 2, 'partition')
    if (attached.length > 0) made.delete(`index ${qualified(attached, schema)}`)
    return
  }
  if (word(tokens[0]) !== 'drop') return
  const kind = kindAt(tokens, 1)
  if (!kind || kind.on) return
  const start = 1 + kind.words
  const at = word(tokens[start]) === 'if' ? start + 2 : start
  const { name } = nameAt(tokens, at)
  if (name.length > 0) made.delete(`${kind.kind} ${kind.global ? name.at(-1) : qualified(name, schema)}`)
}
