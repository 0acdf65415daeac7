import type { Revision, RevisionId } from '../revision/revision.ts'

/** The part of a migration file that one direction runs. */
export interface MigrationSection {
  /** Without blank lines before and white space after; line ends are LF whatever the file has. */
  readonly sql: string
  /** The line of the file, from 1, where `sql` begins. */
  readonly line: number
  /** False after `-- plinth: no-transaction`: the statements run one by one, outside a transaction. */
  readonly transactional: boolean
  /** Why there is no way back; only in a downgrade. */
  readonly irreversible: string | undefined
}

/** A section to be written: {@link MigrationSection} before it has a place in a file. */
export type SectionParts = Omit<MigrationSection, 'line'>

/** What the text of a migration says, the sections still of type `S`. */
interface Contents<S> {
  readonly id: RevisionId
  readonly downRevisions: readonly RevisionId[]
  readonly dependsOn: readonly RevisionId[]
  readonly labels: readonly string[]
  readonly message: string
  readonly created: string | undefined
  /** The init script as the header writes it, relative to the folder of the file; only in a baseline. */
  readonly init: string | undefined
  /** The revisions that were squashed into this one. */
  readonly replaces: readonly RevisionId[]
  readonly upgrade: S
  readonly downgrade: S | undefined
}

/** A migration to be written. */
export type MigrationParts = Contents<SectionParts>

/** A migration file as read, before what only the file system knows is added. */
export type ParsedMigration = Contents<MigrationSection>

export type ParsedSections = Pick<ParsedMigration, 'upgrade' | 'downgrade'>

/** What stands above the sections. */
export type ParsedHeader = Omit<ParsedMigration, keyof ParsedSections>

/** A migration file: SQL, or a TypeScript or JavaScript module, whose sections have no SQL. `file` is its name, `path` is absolute, `text` is as in the file. */
export interface Migration extends Revision, ParsedMigration {
  readonly kind: 'sql' | 'module'
  readonly path: string
  readonly text: string
  /** SHA-256, in hex, of the bytes of the file. */
  readonly checksum: string
  /** SHA-256, in hex, of what the sections do: header, comments, white space and line ends do not count. */
  readonly normalChecksum: string
  readonly replaces: readonly RevisionId[]
  /** Absolute path of the init script, when this is the baseline. */
  readonly init: string | undefined
  readonly upgrade: MigrationSection
  readonly downgrade: MigrationSection | undefined
}
