import { leadingTokens } from '../psql/leading-tokens.ts'

/** The failures of a dump that mean nothing for what is loaded. docs/init-scripts.md has the table. */
type ToleranceKind = 'unknown setting' | 'comment on an extension' | 'missing role'

export interface Tolerance {
  readonly kind: ToleranceKind
  /** The only SQLSTATE that is passed over. */
  readonly sqlState: string
  /** `missing role`: the roles that the statement names; one of them must really be missing. */
  readonly roles: readonly string[]
}

/** A failure that was passed over. */
export interface ToleratedFailure {
  readonly kind: ToleranceKind
  readonly message: string
  readonly file: string
  readonly line: number
}

/** Settings that a newer pg_dump writes into the head of a dump, and older servers do not have. */
const newerSettings: ReadonlySet<string> = new Set(['transaction_timeout'])

/** Names that are no roles of their own. */
const roleWords: ReadonlySet<string> = new Set(['public', 'current_user', 'current_role', 'session_user'])

const identifier = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`
const owner = new RegExp(String.raw`\bowner\s+to\s+(${identifier})\s*$`, 'i')
const grantees = new RegExp(
  String.raw`\b(?:to|from)\s+((?:group\s+)?${identifier}(?:\s*,\s*(?:group\s+)?${identifier})*)(?:\s+with\s+[\s\S]*|\s+granted\s+by\s+[\s\S]*|\s+cascade|\s+restrict)?\s*$`,
  'i',
)
const forRole = new RegExp(String.raw`\bfor\s+(?:role|user)\s+(${identifier}(?:\s*,\s*${identifier})*)`, 'i')

/** The failure that may be passed over for this statement; undefined for nearly every statement. Pure. */
export function toleranceFor(text: string): Tolerance | undefined {
  const [first = '', second = '', third, fourth] = leadingTokens(text, 4)
  if (first === 'set')
    return newerSettings.has(second) ? { kind: 'unknown setting', sqlState: '42704', roles: [] } : undefined
  if (first === 'comment')
    return second === 'on' && third === 'extension' && fourth !== undefined
      ? { kind: 'comment on an extension', sqlState: '42501', roles: [] }
      : undefined
  if (first === 'alter')
    return missingRole([...named(owner, text), ...(second === 'default' ? privileges(text) : [])])
  return first === 'grant' || first === 'revoke' ? missingRole(named(grantees, text)) : undefined
}

/** ALTER DEFAULT PRIVILEGES FOR ROLE a … GRANT … TO b. */
function privileges(text: string): readonly string[] {
  return [...named(forRole, text), ...named(grantees, text)]
}

function missingRole(roles: readonly string[]): Tolerance | undefined {
  return roles.length === 0 ? undefined : { kind: 'missing role', sqlState: '42704', roles }
}

function named(pattern: RegExp, text: string): readonly string[] {
  const list = pattern.exec(text)?.[1] ?? ''
  const found = list.match(new RegExp(identifier, 'g')) ?? []
  return found
    .filter((name) => name.startsWith('"') || (!roleWords.has(name.toLowerCase()) && !/^group$/i.test(name)))
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()))
}
