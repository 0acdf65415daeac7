import { createIndex } from './create-index.ts'
import { createStatistics, createTable } from './create-table.ts'
import { readKind, type Kind } from './kind.ts'
import type { Made, MadeCatalog, NameParts } from './made-catalog.ts'
import { betweenCommas, TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'
import { signatureOf, typeName } from './type-name.ts'

/** Words before the kind that do not change what is made. */
const fillers = new Set(
  'or replace global local unlogged recursive trusted procedural constraint default'.split(' '),
)
const temporaryWords = new Set(['temp', 'temporary'])

/** What a CREATE makes; the reader stands behind the word CREATE. */
export function readCreate(t: TokenReader, catalog: MadeCatalog): void {
  let temporary = false
  while (fillers.has(t.word() ?? '') || temporaryWords.has(t.word() ?? ''))
    temporary = temporaryWords.has(t.take()?.text ?? '') || temporary
  const unique = t.pass('unique')
  const kind = readKind(t)
  if (!kind) return
  if (kind.kind === 'index') return createIndex(t, catalog, unique)
  t.pass('if', 'not', 'exists')
  const make = makers[kind.kind]
  if (make) return make({ t, catalog, kind, temporary })
  makePlain(catalog, kind, t.name())
}

interface Making {
  /** Stands at the name. */
  readonly t: TokenReader
  readonly catalog: MadeCatalog
  readonly kind: Kind
  readonly temporary: boolean
}

const makers: Readonly<Record<string, (making: Making) => void>> = {
  schema: createSchema,
  table: createTable,
  'foreign table': createTable,
  view: createView,
  'materialized view': createView,
  sequence: createSequence,
  type: createType,
  function: createRoutine,
  procedure: createRoutine,
  aggregate: createAggregate,
  operator: createOperator,
  'operator class': createOperatorClass,
  'operator family': createOperatorFamily,
  statistics: createStatistics,
  trigger: createTrigger,
  policy: ({ t, catalog, kind }) => createWithin(catalog, kind, t.name(), t.pass('on') ? t.name() : []),
  rule: createRule,
  language: createLanguage,
  extension: createExtension,
}

function makePlain(
  catalog: MadeCatalog,
  kind: Kind,
  parts: NameParts,
  rest: { readonly signature?: string } = {},
): Made | undefined {
  const name = parts.at(-1)
  if (name === undefined) return undefined
  return catalog.add(kind, kind.global ? undefined : catalog.schemaFor(parts), name, rest)
}

/** Sequences come first, then tables and views, as the server orders them; a GRANT may hold the word CREATE. */
function createSchema({ t, catalog, kind }: Making): void {
  const named = t.isAt('authorization') ? [] : t.name()
  const owner = t.pass('authorization') ? t.name() : []
  const schema = named.at(-1) ?? owner.at(-1)
  if (schema === undefined) return
  catalog.add(kind, undefined, schema)
  const before = catalog.path
  catalog.path = [schema]
  const elements = elementsOf(t.rest())
  for (const order of ['sequence', 'table', 'view', 'index', 'trigger'])
    for (const element of elements)
      if (
        element.find(({ text }) => ['sequence', 'table', 'view', 'index', 'trigger'].includes(text))?.text ===
        order
      )
        readCreate(new TokenReader(element), catalog)
  catalog.path = before
}

function elementsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const elements: Token[][] = []
  let current: Token[] = []
  tokens.forEach((token, i) => {
    const isWord = token.kind === 'word'
    if (isWord && token.text === 'create' && !['grant', ','].includes(tokens[i - 1]?.text ?? ''))
      elements.push((current = []))
    else if (isWord && token.text === 'grant') current = []
    else current.push(token)
  })
  return elements
}

function createView({ t, catalog, kind, temporary }: Making): void {
  const parts = t.name()
  const name = parts.at(-1)
  if (name === undefined) return
  const view = catalog.add(kind, temporary ? 'pg_temp' : catalog.schemaFor(parts), name)
  t.passTo('as')
  for (const source of sourcesOf(t, catalog)) if (source !== view) source.parts.add(view)
}

/** The relations that a query names behind FROM and JOIN: it goes when they go. */
function* sourcesOf(t: TokenReader, catalog: MadeCatalog): Generator<Made> {
  for (let token = t.take(); token; token = t.take()) {
    if (token.kind !== 'word' || (token.text !== 'from' && token.text !== 'join')) continue
    do {
      t.pass('only')
      const relation = catalog.relation(t.name())
      if (relation) yield relation
      if (t.pass('as') || t.word() !== 'join') t.name()
    } while (t.passSign(','))
  }
}

function createSequence({ t, catalog, kind, temporary }: Making): void {
  const parts = t.name()
  const name = parts.at(-1)
  if (name === undefined) return
  const sequence = catalog.add(kind, temporary ? 'pg_temp' : catalog.schemaFor(parts), name)
  readOwner(t, catalog, sequence)
}

/** `OWNED BY table.column`: the sequence comes with the table. */
export function readOwner(t: TokenReader, catalog: MadeCatalog, sequence: Made): void {
  if (t.passTo('owned') === undefined || !t.pass('by')) return
  const parts = t.name()
  sequence.on?.parts.delete(sequence)
  sequence.on = parts.length > 1 ? catalog.relation(parts.slice(0, -1)) : undefined
  sequence.on?.parts.add(sequence)
  sequence.mentions = new Set(parts.slice(-1))
}

/** A composite type is a relation for the server. */
function createType({ t, catalog, kind }: Making): void {
  const parts = t.name()
  const isComposite = t.pass('as') && t.isAtSign('(')
  makePlain(catalog, isComposite ? { ...kind, space: 'relation' } : kind, parts)
}

function createRoutine({ t, catalog, kind }: Making): void {
  const parts = t.name()
  makePlain(catalog, kind, parts, { signature: signatureOf(betweenCommas(t.group() ?? [])) })
}

/** The old form has its type among the options: `CREATE AGGREGATE a (BASETYPE = integer, …)`. */
function createAggregate({ t, catalog, kind }: Making): void {
  const parts = t.name()
  const first = betweenCommas(t.group() ?? [])
  const isOld = !t.isAtSign('(')
  makePlain(catalog, kind, parts, {
    signature: isOld ? optionType(first, 'basetype') : signatureOf(first),
  })
}

/** The type that an option like `LEFTARG = integer` names. */
function optionType(options: readonly (readonly Token[])[], name: string): string {
  const option = options.find(([first]) => first?.text === name)
  return option ? typeName(option.slice(2)) : 'none'
}

function createOperator({ t, catalog, kind }: Making): void {
  const parts = t.operatorName()
  const options = betweenCommas(t.group() ?? [])
  const signature = ['leftarg', 'rightarg'].map((name) => optionType(options, name)).join(', ')
  makePlain(catalog, kind, parts, { signature })
}

/** Without FAMILY it gets one of its own name. */
function createOperatorClass({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('using')
  const signature = t.name().at(-1) ?? ''
  if (!t.pass('family')) makePlain(catalog, { ...kind, kind: 'operator family' }, parts, { signature })
  makePlain(catalog, kind, parts, { signature })
}

function createOperatorFamily({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('using')
  makePlain(catalog, kind, parts, { signature: t.name().at(-1) ?? '' })
}

function createWithin(catalog: MadeCatalog, kind: Kind, parts: NameParts, on: NameParts): Made | undefined {
  const relation = catalog.relation(on)
  const name = parts.at(-1)
  return relation && name !== undefined ? catalog.add(kind, undefined, name, { on: relation }) : undefined
}

function createTrigger({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('on')
  const trigger = createWithin(catalog, kind, parts, t.name())
  if (!trigger || t.passTo('execute') === undefined || t.take() === undefined) return
  for (const routine of catalog.find({ kind: 'function', space: 'routine' }, t.name()))
    routine.parts.add(trigger)
}

/** `AS ON INSERT TO table`. A rule `_RETURN`, in dumps before PostgreSQL 10, makes a view of the table. */
function createRule({ t, catalog, kind }: Making): void {
  const parts = t.name()
  t.passTo('to')
  const on = t.name()
  if (parts.at(-1) !== '_RETURN') {
    createWithin(catalog, kind, parts, on)
    return
  }
  const relation = catalog.relation(on)
  if (relation) relation.kind = 'view'
}

/** Without HANDLER it is an old way to write CREATE EXTENSION. */
function createLanguage({ t, catalog, kind }: Making): void {
  const parts = t.name()
  if (t.pass('handler')) makePlain(catalog, kind, parts)
}

/** Nothing of an extension is listed; but a schema is not either that holds nothing else. */
function createExtension({ t, catalog }: Making): void {
  t.name()
  t.pass('with')
  catalog.extended.add(t.pass('schema') ? (t.name().at(-1) ?? '') : catalog.schemaFor([]))
}
