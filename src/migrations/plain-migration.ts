import { isRevisionId } from '../revision/revision.ts'
import type { MigrationSection, ParsedMigration } from './migration.ts'
import { newlinesIn, nextDirective, sqlOf } from './section-text.ts'

const id = '([A-Za-z0-9_.][A-Za-z0-9_.-]*)'
const plainForm = new RegExp(
  `^-- ([^\\n:]*)\\n--\\n-- revision: ${id}\\n-- revises:(?: ${id})? ?\\n-- created: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\\n\\n-- plinth: upgrade\\n`,
)
const downgradeLine = '-- plinth: downgrade\n'

/**
 * A migration in the form in which it was written for most people: one down revision or none, no labels, and no directives but those of
 * the sections. Thousands of these are read several times as fast as line by line. Undefined: it is not of this form, which says nothing
 * about whether it is right. `text` has LF line ends and no byte order mark.
 */
export function plainMigration(text: string): ParsedMigration | undefined {
  const header = plainForm.exec(text)
  if (header === null) return undefined
  const [whole, message = '', revision = '', revises, created = ''] = header
  const downRevisions = revises === undefined ? [] : [revises]
  if (!isRevisionId(revision) || !downRevisions.every(isRevisionId)) return undefined
  if (Number.isNaN(Date.parse(created))) return undefined
  const start = whole.length
  const end = nextDirective(text, start)
  const below = end < 0 ? -1 : end + downgradeLine.length
  const hasMore = end >= 0 && (!text.startsWith(downgradeLine, end) || nextDirective(text, below) >= 0)
  if (hasMore) return undefined
  const number = 1 + newlinesIn(whole)
  return {
    id: revision,
    downRevisions,
    dependsOn: [],
    labels: [],
    message: message.trim(),
    created,
    replaces: [],
    init: undefined,
    upgrade: sectionOf(end < 0 ? text.slice(start) : text.slice(start, end), number),
    downgrade:
      end < 0 ? undefined : sectionOf(text.slice(below), number + newlinesIn(text.slice(start, below))),
  }
}

function sectionOf(body: string, number: number): MigrationSection {
  const { sql, line } = sqlOf(body, number)
  return { sql, line, transactional: true, irreversible: undefined }
}
