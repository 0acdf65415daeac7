import { createIndex } from './create-index.ts'
import {
  createAggregate,
  createOperator,
  createOperatorClass,
  createOperatorFamily,
  createRoutine,
  optionOf,
} from './create-routine.ts'
import { createStatistics, createTable } from './create-table.ts'
import { createPolicy, createRule, createTrigger } from './create-within.ts'
import { readKind } from './kind.ts'
import type { Made, MadeCatalog } from './made-catalog.ts'
import { makeNamed, type Making } from './making.ts'
import { betweenCommas, TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

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
  makeNamed({ catalog, kind, temporary }, t.name())
}

const makers: Readonly<Record<string, (making: Making) => void>> = {
  schema: createSchema,
  table: createTable,
  'foreign table': createTable,
  view: createView,
  'materialized view': createView,
  sequence: createSequence,
  type: createType,
  domain: createDomain,
  function: createRoutine,
  procedure: createRoutine,
  aggregate: createAggregate,
  operator: createOperator,
  'operator class': createOperatorClass,
  'operator family': createOperatorFamily,
  statistics: createStatistics,
  trigger: createTrigger,
  policy: createPolicy,
  rule: createRule,
  'event trigger': createEventTrigger,
  server: createServer,
  language: createLanguage,
  extension: createExtension,
}

const elementKinds = ['sequence', 'table', 'view', 'index', 'trigger']

/** The server makes the elements in the order of their kinds. */
function createSchema({ t, catalog, kind }: Making): void {
  const named = t.isAt('authorization') ? [] : t.name()
  const owner = t.pass('authorization') ? t.name() : []
  const schema = named.at(-1) ?? owner.at(-1)
  if (schema === undefined) return
  catalog.add(kind, undefined, schema)
  const before = catalog.path
  catalog.path = [schema]
  const elements = elementsOf(t.rest())
  const kindAmong = (tokens: readonly Token[]) => tokens.find(({ text }) => elementKinds.includes(text))?.text
  for (const elementKind of elementKinds)
    for (const element of elements)
      if (kindAmong(element) === elementKind) readCreate(new TokenReader(element), catalog)
  catalog.path = before
}

/** From one CREATE to the next; a GRANT may hold the word, too. */
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

/** A view of temporary relations is temporary, too. */
function createView(making: Making): void {
  const { t, catalog } = making
  const parts = t.name()
  t.passTo('as')
  const sources = [...sourcesOf(t, catalog)]
  const temporary = making.temporary || sources.some(({ schema }) => schema === 'pg_temp')
  const view = makeNamed({ ...making, temporary }, parts)
  for (const source of sources) if (view && source !== view) source.parts.add(view)
}

/** The relations that a query names behind FROM and JOIN: the view goes when they go. */
function* sourcesOf(t: TokenReader, catalog: MadeCatalog): Generator<Made> {
  for (let token = t.take(); token; token = t.take()) {
    if (token.kind !== 'word' || (token.text !== 'from' && token.text !== 'join')) continue
    do {
      t.pass('only')
      const relation = catalog.relation(t.name())
      if (relation) yield relation
      // The alias; or a word of the query, which does no harm.
      if (t.pass('as') || t.word() !== 'join') t.name()
    } while (t.passSign(','))
  }
}

function createSequence(making: Making): void {
  const sequence = makeNamed(making, making.t.name())
  if (sequence) readOwner(making.t, making.catalog, sequence)
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
function createType(making: Making): void {
  const { t, catalog, kind } = making
  const parts = t.name()
  const isComposite = t.pass('as') && t.isAtSign('(')
  const type = makeNamed({ ...making, kind: isComposite ? { ...kind, space: 'relation' } : kind }, parts)
  if (!type || !t.pass('range')) return
  catalog.needsType(type, new TokenReader(optionOf(betweenCommas(t.group() ?? []), 'subtype')).name())
}

function createDomain(making: Making): void {
  const { t, catalog } = making
  const domain = makeNamed(making, t.name())
  t.pass('as')
  if (domain) catalog.needsType(domain, t.name())
}

function createEventTrigger(making: Making): void {
  const { t, catalog } = making
  const trigger = makeNamed(making, t.name())
  if (trigger && t.passTo('execute') !== undefined && t.take() !== undefined)
    catalog.needs(trigger, 'function', t.name())
}

function createServer(making: Making): void {
  const { t, catalog } = making
  const server = makeNamed(making, t.name())
  if (server && t.passTo('wrapper') !== undefined) catalog.needs(server, 'foreign data wrapper', t.name())
}

/** Without HANDLER it is an old way to write CREATE EXTENSION. */
function createLanguage(making: Making): void {
  const parts = making.t.name()
  if (making.t.pass('handler')) makeNamed(making, parts)
}

/** Nothing of an extension is listed; but a schema is not either that holds nothing else. */
function createExtension({ t, catalog }: Making): void {
  t.name()
  t.pass('with')
  catalog.extended.add(t.pass('schema') ? (t.name().at(-1) ?? '') : catalog.schemaFor([]))
}
