import { hash } from 'node:crypto'
import { readdirSync, type Dirent } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { setImmediate as others } from 'node:timers/promises'
import { attempt, PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { plainText } from '../psql/plain-text.ts'
import { cannotRead, readTexts } from './file-texts.ts'
import type { Migration, ParsedHeader, ParsedSections } from './migration.ts'
import { parseMigration } from './parse-migration.ts'
import { parseModule } from './parse-module.ts'
import { plainMigration, plainSections } from './plain-migration.ts'

/** So many files are read before others get their turn: signals, the connection that is being made. */
const readsAtOnce = 64

/**
 * The SQL migrations of a folder, by file name. A folder that does not exist has none; dot files and other kinds are passed over.
 * Throws E_FILE when something cannot be read, is not UTF-8 or is a link that leaves the folder; E_MIGRATION_FORMAT from parsing.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  return (await readEachMigration(folder)).map(({ read }) => {
    if (read instanceof PlinthError) throw read
    return read
  })
}

/** A SQL file of the folder: the migration that it holds, or why it holds none. */
export interface MigrationFile {
  readonly path: string
  readonly read: Migration | PlinthError
}

/** As {@link readMigrations}, but a file that cannot be read does not hide the others. Throws E_FILE when the folder cannot be read. */
export async function readEachMigration(folder: string): Promise<readonly MigrationFile[]> {
  const root = resolve(folder)
  const start = root.endsWith(sep) ? root : root + sep
  const { names, links } = listFolder(root)
  const files: MigrationFile[] = []
  for (let i = 0; i < names.length; i += readsAtOnce) {
    const some = names.slice(i, i + readsAtOnce)
    const faults = links.size === 0 ? noFaults : await linkFaults(root, some, links)
    const sound = faults.size === 0 ? some : some.filter((name) => !faults.has(name))
    const texts = readTexts(sound.map((name) => start + name))
    let next = 0
    for (const file of some) {
      // A string that was handed to the system is a copy; this one refers to its parts.
      const path = start + file
      files.push({ path, read: faults.get(file) ?? parsed({ path, file }, texts[next++]!) })
    }
    await others()
  }
  return files
}

function parsed(place: Place, text: string | PlinthError): Migration | PlinthError {
  return text instanceof PlinthError ? text : attempt(() => migrationAt(place, text))
}

const noFaults: ReadonlyMap<string, PlinthError> = new Map()

async function linkFaults(
  root: string,
  names: readonly string[],
  links: ReadonlySet<string>,
): Promise<ReadonlyMap<string, PlinthError>> {
  const faults = new Map<string, PlinthError>()
  for (const name of names) {
    const fault = links.has(name) ? await checkLink(root, join(root, name)) : undefined
    if (fault !== undefined) faults.set(name, fault)
  }
  return faults
}

/** The migration that the text of a file holds. Throws E_MIGRATION_FORMAT from parsing. */
export function migrationOf(path: string, text: string): Migration {
  return migrationAt({ path, file: basename(path) }, text)
}

type Place = Pick<Migration, 'path' | 'file'>

function migrationAt({ path, file }: Place, text: string): Migration {
  const kind = /\.sql$/i.test(file) ? 'sql' : 'module'
  const plain = kind === 'sql' ? plainMigration(normalText(text)) : undefined
  if (plain !== undefined) return new ReadMigration(plain, undefined, { kind, path, file, text })
  const whole = kind === 'sql' ? parseMigration(text, path) : parseModule(text, path)
  return new ReadMigration(whole, whole, { kind, path, file, text })
}

/**
 * A class, for its sections and checksums are worked out when they are asked for: the history alone needs none, and the normal checksum matters
 * only where the other differs. Getters in an object literal would give each of thousands a shape of its own.
 */
class ReadMigration implements Migration {
  readonly id: Migration['id']
  readonly downRevisions: Migration['downRevisions']
  readonly dependsOn: Migration['dependsOn']
  readonly labels: Migration['labels']
  readonly message: string
  readonly created: string | undefined
  readonly replaces: Migration['replaces']
  readonly init: string | undefined
  readonly kind: Migration['kind']
  readonly file: string
  readonly path: string
  readonly text: string
  #sections: ParsedSections | undefined
  #checksum: string | undefined
  #normalChecksum: string | undefined

  /** No sections: those of a plain migration, still in its text. */
  constructor(
    parsed: ParsedHeader,
    sections: ParsedSections | undefined,
    { kind, path, file, text }: Place & Pick<Migration, 'kind' | 'text'>,
  ) {
    this.id = parsed.id
    this.downRevisions = parsed.downRevisions
    this.dependsOn = parsed.dependsOn
    this.labels = parsed.labels
    this.message = parsed.message
    this.created = parsed.created
    this.replaces = parsed.replaces
    this.#sections = sections
    this.init = parsed.init === undefined ? undefined : resolve(dirname(path), parsed.init)
    this.kind = kind
    this.file = file
    this.path = path
    this.text = text
  }

  get upgrade(): Migration['upgrade'] {
    return this.#cut().upgrade
  }

  get downgrade(): Migration['downgrade'] {
    return this.#cut().downgrade
  }

  #cut(): ParsedSections {
    return (this.#sections ??= plainSections(normalText(this.text)))
  }

  /** The text was UTF-8, so it gives the bytes of the file. */
  get checksum(): string {
    return (this.#checksum ??= hash('sha256', this.text))
  }

  get normalChecksum(): string {
    return (this.#normalChecksum ??= hash(
      'sha256',
      this.kind === 'sql' ? meaningOf(this) : normalText(this.text),
    ))
  }
}

/** What a migration does, without what may be edited freely: header, comments, white space, line ends. */
function meaningOf({ upgrade, downgrade }: Pick<Migration, 'upgrade' | 'downgrade'>): string {
  return JSON.stringify(
    [upgrade, downgrade].map(
      (section) => section && [plainText(section.sql), section.transactional, section.irreversible],
    ),
  )
}

/** Beside them there may be other files of TypeScript, for the migrations to import. */
function isMigrationName(name: string): boolean {
  return /^[^.].*\.sql$/i.test(name) || /^\d{14}_.*(?<!\.d)\.(?:ts|mts|js|mjs|cjs)$/.test(name)
}

interface Listed {
  /** Of all files that are migrations, in order. */
  readonly names: readonly string[]
  /** Those that are links. */
  readonly links: ReadonlySet<string>
}

function listFolder(root: string): Listed {
  const names: string[] = []
  const links = new Set<string>()
  for (const entry of entriesOf(root)) {
    if (!isMigrationName(entry.name)) continue
    if (entry.isSymbolicLink()) links.add(entry.name)
    else if (!entry.isFile()) continue
    names.push(entry.name)
  }
  return { names: names.sort(), links }
}

function entriesOf(root: string): readonly Dirent[] {
  try {
    return readdirSync(root, { withFileTypes: true })
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return []
    throw cannotRead(root, cause)
  }
}

/** A link out of the folder would let the history change without a change in the folder, and is a way to read any file: E_FILE. */
async function checkLink(root: string, path: string): Promise<PlinthError | undefined> {
  const real = await realpath(path).catch((cause: unknown) => cannotRead(path, cause))
  if (real instanceof PlinthError) return real
  const inside = relative(await realpath(root), real)
  if (!isAbsolute(inside) && !/^\.\.(?:[\\/]|$)/.test(inside)) return undefined
  return new PlinthError('E_FILE', `${path} is a symbolic link that leaves the folder`, {
    detail: `It leads to ${real}.`,
    hint: 'Put the file itself into the migrations folder.',
  })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
