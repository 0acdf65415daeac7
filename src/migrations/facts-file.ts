import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { isRevisionId, type RevisionId } from '../revision/revision.ts'
import type { FactKey } from '../schema/fact-key.ts'
import type { FactSumChanges } from '../plan/fact-sum-changes.ts'

export const factsFileName = 'plinth.facts'

const firstLine = '# plinth.facts 1: revision, sum of a fact behind it or - where it is gone, fact'
const lineForm = /^(\S+) ([0-9a-f]{12}|-) (\S.*)$/

/** The text of a file of what each revision changes. Law: parsing it gives the same. Sorted, so that what two branches add rarely meets. */
export function printFacts(changes: FactSumChanges): string {
  const lines = [...changes].flatMap(([revision, sums]) =>
    [...sums].map(([key, sum]) => `${revision} ${sum ?? '-'} ${escaped(key)}`),
  )
  return [firstLine, ...lines.sort(), ''].join('\n')
}

/** Reads such a text, its lines in any order. Throws E_MIGRATION_FORMAT with the line. */
export function parseFacts(text: string, file: string): FactSumChanges {
  const changes = new Map<RevisionId, Map<FactKey, string | undefined>>()
  const [first, ...lines] = normalText(text).split('\n')
  if (first !== firstLine) throw broken(file, 1)
  lines.forEach((line, index) => {
    if (line === '') return
    const [, revision = '', sum, key = ''] = lineForm.exec(line) ?? []
    if (!isRevisionId(revision)) throw broken(file, index + 2)
    const sums = changes.get(revision) ?? new Map<FactKey, string | undefined>()
    changes.set(revision, sums.set(unescaped(key), sum === '-' ? undefined : sum))
  })
  return changes
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }

/** Names may hold line ends. */
function escaped(key: FactKey): string {
  return key.replaceAll(/[\\\n\r]/g, (character) => escapes[character] ?? character)
}

function unescaped(text: string): FactKey {
  return text.replaceAll(/\\(.)/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter,
  ) as FactKey
}

function broken(file: string, line: number): PlinthError {
  return new PlinthError('E_MIGRATION_FORMAT', `${file} has a line that is not of the documented form`, {
    place: { file, line, column: 1 },
    detail: 'It is written by Plinth, and only helps to say how a database differs that is at no revision.',
    hint: 'Write it anew: plinth verify --update',
  })
}
