import { attachIndex, attachPartition, detachPartition, indexesOf, partitionsOf } from './create-index.ts'
import { readConstraints } from './create-table.ts'
import { readOwner } from './create.ts'
import { kindOf, readKind, type Kind } from './kind.ts'
import type { Made, MadeCatalog } from './made-catalog.ts'
import { readNamed } from './named.ts'
import { betweenCommas, TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** What an ALTER does to names; the reader stands behind the word ALTER. */
export function readAlter(t: TokenReader, catalog: MadeCatalog): void {
  t.pass('procedural')
  const kind = readKind(t)
  if (!kind) return
  t.pass('if', 'exists')
  t.pass('only')
  if (kind.kind === 'extension') return alterExtension(t, catalog)
  const { found, parts } = readNamed(t, catalog, kind)
  t.passSign('*')
  if (kind.kind === 'sequence' && t.word() !== 'rename' && t.word() !== 'set')
    return alterSequence(t, catalog, found[0], parts)
  const [made] = found
  if (!made) return
  if (kind.space === 'relation')
    for (const action of betweenCommas(t.rest())) alterRelation(action, catalog, made)
  else renameOrMove(t, catalog, made)
}

function renameOrMove(t: TokenReader, catalog: MadeCatalog, made: Made): boolean {
  const to = t.pass('rename', 'to') ? 'name' : t.pass('set', 'schema') ? 'schema' : undefined
  const name = to && t.name().at(-1)
  if (to === undefined || name === undefined) return false
  catalog.change(made, { [to]: name })
  return true
}

function alterExtension(t: TokenReader, catalog: MadeCatalog): void {
  t.name()
  if (t.pass('set', 'schema')) catalog.extended.add(t.name().at(-1) ?? '')
}

/** The sequence of a serial column is not known here until it loses its owner. */
function alterSequence(
  t: TokenReader,
  catalog: MadeCatalog,
  found: Made | undefined,
  parts: readonly string[],
): void {
  const ahead = new TokenReader(t.rest())
  if (found) return readOwner(ahead, catalog, found)
  const name = parts.at(-1)
  if (name === undefined || ahead.passTo('owned') === undefined || !ahead.pass('by', 'none')) return
  catalog.add(kindOf('sequence'), catalog.schemaFor(parts), name)
}

/** One action of ALTER TABLE, INDEX, VIEW, SEQUENCE. */
function alterRelation(action: readonly Token[], catalog: MadeCatalog, made: Made): void {
  const t = new TokenReader(action)
  if (renameOrMove(t, catalog, made)) return
  if (t.pass('rename')) return rename(t, catalog, made)
  if (t.pass('attach', 'partition')) return attach(t, catalog, made)
  if (t.pass('detach', 'partition')) {
    const partition = catalog.relation(t.name())
    if (partition?.on === made) detachPartition(partition, made)
  } else if (t.pass('inherit')) catalog.needs(made, 'table', t.name())
  else if (t.pass('no', 'inherit')) catalog.relation(t.name())?.parts.delete(made)
  else if (t.pass('add')) add(t, catalog, made)
  else if (t.pass('drop')) drop(t, catalog, made)
}

/** `RENAME CONSTRAINT a TO b`, `RENAME [COLUMN] a TO b`. */
function rename(t: TokenReader, catalog: MadeCatalog, made: Made): void {
  const isConstraint = t.pass('constraint')
  if (!isConstraint) t.pass('column')
  const [from] = t.name()
  const [to] = t.pass('to') ? t.name() : []
  if (from === undefined || to === undefined) return
  if (!isConstraint) return renameColumn(made, from, to)
  const constraint = constraintOf(made, from)
  if (constraint) catalog.change(constraint, { name: to })
}

function renameColumn(made: Made, from: string, to: string): void {
  const renamed = (names: Iterable<string>) => [...names].map((name) => (name === from ? to : name))
  for (const part of made.parts) {
    if (part.mentions) part.mentions = new Set(renamed(part.mentions))
    if (part.index) part.index = { ...part.index, columns: renamed(part.index.columns) }
  }
  for (const partition of partitionsOf(made)) renameColumn(partition, from, to)
}

function attach(t: TokenReader, catalog: MadeCatalog, made: Made): void {
  const other = catalog.relation(t.name())
  if (!other) return
  if (made.kind !== 'index') attachPartition(catalog, other, made)
  else if (other.kind === 'index') attachIndex(other, made)
}

/** `ADD CONSTRAINT c UNIQUE USING INDEX i` makes the index one of a constraint, under its name. */
function add(t: TokenReader, catalog: MadeCatalog, made: Made): void {
  const tokens = t.rest()
  const using = new TokenReader(tokens)
  const given = using.pass('constraint') ? using.name().at(-1) : undefined
  if (using.passTo('using') !== undefined && using.pass('index')) {
    const name = using.name().at(-1)
    const index = indexesOf(made).find((one) => one.name === name)
    if (!index) return
    index.kind = 'constraint'
    if (given !== undefined) catalog.change(index, { name: given })
  } else readConstraints(new TokenReader(tokens), catalog, made)
}

/** `DROP CONSTRAINT c`, `DROP [COLUMN] c`. */
function drop(t: TokenReader, catalog: MadeCatalog, made: Made): void {
  const isConstraint = t.pass('constraint')
  if (!isConstraint) t.pass('column')
  t.pass('if', 'exists')
  const [name] = t.name()
  if (name === undefined) return
  const constraint = isConstraint ? constraintOf(made, name) : undefined
  if (constraint) catalog.remove(constraint)
  if (!isConstraint) dropColumn(catalog, made, name)
}

function dropColumn(catalog: MadeCatalog, made: Made, name: string): void {
  for (const part of made.parts) if (part.mentions?.has(name) && part.on === made) catalog.remove(part)
  for (const partition of partitionsOf(made)) dropColumn(catalog, partition, name)
}

function constraintOf(made: Made, name: string): Made | undefined {
  return [...made.parts].find((part) => part.kind === 'constraint' && part.name === name)
}

/** What a DROP takes away; the reader stands behind the word DROP. Whether it may be is for the server to say. */
export function readDrop(t: TokenReader, catalog: MadeCatalog): void {
  t.pass('procedural')
  const kind = readKind(t)
  if (!kind) return
  t.pass('concurrently')
  const ifExists = t.pass('if', 'exists')
  do {
    const { found, isExact } = readNamed(t, catalog, kind)
    const [first] = found
    if (first && (isExact || !ifExists)) dropOne(catalog, kind, first)
  } while (t.passSign(','))
}

function dropOne(catalog: MadeCatalog, kind: Kind, made: Made): void {
  if (kind.kind === 'schema')
    for (const other of catalog.all) if (other.schema === made.name) catalog.remove(other)
  catalog.remove(made)
}
