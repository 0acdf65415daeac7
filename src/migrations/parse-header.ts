import type { PlinthError } from '../errors.ts'
import { didYouMean, nearest } from '../revision/nearest.ts'
import { revisionId } from '../revision/revision.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { MigrationParts } from './migration.ts'
import type { Source, SourceLine } from './source-lines.ts'

/** The fields of a header, in the order in which they are printed. */
const headerFields = ['revision', 'revises', 'depends on', 'label', 'created', 'replaces', 'init'] as const

type HeaderField = (typeof headerFields)[number]

/** Whether a comment line would be read as a field of the header, or as a misspelt one. */
export function looksLikeField({ text }: SourceLine): boolean {
  return isNearField(keyOf(text.replace(/^--/, '').trim()))
}

function isNearField(key: string | undefined): boolean {
  return key !== undefined && nearest(key, headerFields) !== undefined
}

/** What stands above the first directive. */
export type Header = Omit<MigrationParts, 'upgrade' | 'downgrade'>

interface Field {
  readonly value: string
  readonly line: SourceLine
}

type Fields = ReadonlyMap<HeaderField, Field>

interface HeaderLine extends SourceLine {
  /** Without the dashes. */
  readonly comment: string
  /** What stands before the colon, when it looks like a field. */
  readonly key: string | undefined
}

/** Reads the lines above the first directive: the message, then the fields. Throws E_MIGRATION_FORMAT with the place. */
export function parseHeader(source: Source, text: string): Header {
  const lines = text.split('\n').map((line, index) => headerLine(source, line, index + 1))
  const firstField = lines.findIndex(({ key }) => isField(key))
  const messageLines = firstField < 0 ? lines : lines.slice(0, firstField)
  checkMessage(source, messageLines)
  const fields = readFields(source, firstField < 0 ? [] : lines.slice(firstField))
  const id = readIds(source, fields, 'revision')[0]
  if (id === undefined) throw missingRevision(source, fields, messageLines)
  return {
    id,
    downRevisions: readIds(source, fields, 'revises'),
    dependsOn: readIds(source, fields, 'depends on'),
    labels: readIds(source, fields, 'label'),
    message: messageLines
      .map(({ comment }) => comment)
      .join('\n')
      .trim(),
    created: readCreated(source, fields),
    replaces: readIds(source, fields, 'replaces'),
    init: readInit(source, fields),
  }
}

function headerLine(source: Source, text: string, number: number): HeaderLine {
  const isComment = text.startsWith('--')
  if (!isComment && text.trim() !== '') throw sqlBeforeDirective(source, { text, number })
  const comment = (isComment ? text.slice(2) : text).trim()
  return { text, number, comment, key: keyOf(comment) }
}

function readFields(source: Source, lines: readonly HeaderLine[]): Fields {
  const fields = new Map<HeaderField, Field>()
  for (const line of lines) {
    const { comment, key } = line
    if (comment === '') continue
    if (!isField(key)) throw unknownField(source, line)
    if (fields.has(key)) throw source.error(line, `the header field "${key}" is given twice`, { at: key })
    fields.set(key, { value: comment.slice(key.length + 1).trim(), line })
  }
  return fields
}

/** Shared: most migrations have no labels, dependencies and replacements. */
const none: readonly RevisionId[] = []

function readIds(source: Source, fields: Fields, key: HeaderField): readonly RevisionId[] {
  const field = fields.get(key)
  if (field === undefined || field.value === '') return none
  if (!field.value.includes(',')) return [readId(source, field.line, field.value)]
  const ids = field.value.split(',').map((text) => readId(source, field.line, text.trim()))
  if (key === 'revision') {
    throw source.error(field.line, 'a migration has one revision', { at: field.value })
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) < index)
  if (repeated !== undefined)
    throw source.error(field.line, `"${key}" names "${repeated}" twice`, { at: repeated })
  return ids
}

function readId(source: Source, line: SourceLine, text: string): RevisionId {
  try {
    return revisionId(text)
  } catch (cause) {
    const { message, detail } = cause as PlinthError
    const parts = detail === undefined ? {} : { detail }
    throw source.error(line, message, { ...parts, at: text === '' ? ',' : text, cause })
  }
}

function readCreated(source: Source, fields: Fields): string | undefined {
  const field = fields.get('created')
  if (field === undefined || field.value === '') return undefined
  const isTime = /^\d{4}-\d\d-\d\d/.test(field.value) && !Number.isNaN(Date.parse(field.value))
  if (isTime) return field.value
  throw source.error(field.line, `"created: ${field.value}" is not a time`, {
    at: field.value,
    hint: 'Write it as in 2026-11-21T08:30:00Z.',
  })
}

function readInit(source: Source, fields: Fields): string | undefined {
  const field = fields.get('init')
  if (field === undefined || field.value === '') return undefined
  if ((fields.get('revises')?.value ?? '') === '') return field.value
  throw source.error(field.line, 'a baseline cannot revise another revision', {
    at: 'init',
    hint: 'Remove the "init:" line, or leave "revises:" empty.',
  })
}

/** A misspelt first field would be taken as part of the message, and its value be lost. */
function checkMessage(source: Source, lines: readonly HeaderLine[]): void {
  for (const line of lines.slice(1)) {
    if (isNearField(line.key)) throw unknownField(source, line)
  }
}

function missingRevision(source: Source, fields: Fields, message: readonly HeaderLine[]): PlinthError {
  const line = fields.get('revision')?.line ??
    [...fields.values()][0]?.line ??
    message[0] ?? { text: '', number: 1 }
  const misspelt = message.find(({ key }) => isNearField(key))
  if (misspelt !== undefined) return unknownField(source, misspelt)
  return source.error(line, 'the header has no revision', {
    hint: 'A migration begins with comment lines, one of them "-- revision: <id>". To write a new one: plinth create "<message>"',
  })
}

function unknownField(source: Source, line: HeaderLine): PlinthError {
  const { key } = line
  const known = `The header fields are ${headerFields.join(', ')}. Other comments go above them or below "-- plinth: upgrade".`
  if (key === undefined) return source.error(line, 'this line of the header is not a field', { hint: known })
  return source.error(line, `there is no header field "${key}"`, {
    at: key,
    hint: didYouMean(key, headerFields, known),
  })
}

function sqlBeforeDirective(source: Source, line: SourceLine): PlinthError {
  return source.error(line, 'only "--" comments may stand before "-- plinth: upgrade"', {
    at: line.text.trim(),
    hint: 'Put the line "-- plinth: upgrade" above the first statement.',
  })
}

function isField(key: string | undefined): key is HeaderField {
  return headerFields.includes(key as HeaderField)
}

function keyOf(comment: string): string | undefined {
  const colon = comment.indexOf(':')
  if (colon < 0) return undefined
  const word = comment.slice(0, colon).trimEnd()
  return isField(word) ? word : /^([A-Za-z][A-Za-z _-]{0,30}?)\s*:/.exec(comment)?.[1]
}
