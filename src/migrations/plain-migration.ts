import { isRevisionId, type RevisionId } from '../revision/revision.ts'
import type { MigrationSection, ParsedHeader, ParsedSections } from './migration.ts'
import { newlinesIn, nextDirective, sqlOf } from './section-text.ts'

const id = '([A-Za-z0-9_.][A-Za-z0-9_.-]*)'
const plainForm = new RegExp(
  `^-- ([^\\n:]*)\\n--\\n-- revision: ${id}\\n-- revises:(?: ${id})? ?\\n-- created: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\\n\\n-- plinth: upgrade\\n`,
)
const upgradeLine = '\n-- plinth: upgrade\n'
const downgradeLine = '-- plinth: downgrade\n'

/** The lines of the header, with the one that begins the upgrade. */
const headerLines = 7

/**
 * The header of a migration in the form in which it was written for most people: one down revision or none, no labels, and no directives but those of
 * the sections. Thousands of these are read several times as fast as line by line. Undefined: it is not of this form, which says nothing
 * about whether it is right. `text` has LF line ends and no byte order mark.
 */
export function plainMigration(text: string): ParsedHeader | undefined {
  const header = plainForm.exec(text)
  if (header === null) return undefined
  const [whole, message = '', revision = '', revises, created = ''] = header
  if (!isRevisionId(revision) || (revises !== undefined && !isRevisionId(revises))) return undefined
  if (Number.isNaN(Date.parse(created))) return undefined
  const start = whole.length
  const end = nextDirective(text, start)
  const below = end < 0 ? -1 : end + downgradeLine.length
  const hasMore = end >= 0 && (!text.startsWith(downgradeLine, end) || nextDirective(text, below) >= 0)
  if (hasMore) return undefined
  return {
    id: revision,
    downRevisions: revises === undefined ? none : [revises],
    dependsOn: none,
    labels: none,
    message: message.trim(),
    created,
    replaces: none,
    init: undefined,
  }
}

/** The sections of such a migration. Most commands need the headers only. */
export function plainSections(text: string): ParsedSections {
  const start = text.indexOf(upgradeLine) + upgradeLine.length
  const end = nextDirective(text, start)
  if (end < 0) return { upgrade: sectionOf(text.slice(start), headerLines + 1), downgrade: undefined }
  const below = end + downgradeLine.length
  return {
    upgrade: sectionOf(text.slice(start, end), headerLines + 1),
    downgrade: sectionOf(text.slice(below), 1 + newlinesIn(text.slice(0, below))),
  }
}

const none: readonly RevisionId[] = []

function sectionOf(body: string, number: number): MigrationSection {
  const { sql, line } = sqlOf(body, number)
  return { sql, line, transactional: true, irreversible: undefined }
}
