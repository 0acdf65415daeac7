import { leadingTokens } from './leading-tokens.ts'
import { splitStatements } from './split-statements.ts'

/**
 * What a statement is about: this database alone, the whole server (roles, tablespaces, other databases, subscriptions), or both at once, as
 * REASSIGN OWNED. What a DO block or a function does is not looked at.
 */
export type Reach = 'database' | 'server' | 'both'

/** Words without which nothing reaches beyond the database; to look for them is cheaper than to read statements. */
const anyWord = /\b(?:role|user|group|database|tablespace|system|subscription|owned|grant|revoke)\b/i

const serverKinds: ReadonlySet<string> = new Set([
  'role',
  'user',
  'group',
  'database',
  'tablespace',
  'subscription',
])
const sharedByGrant: ReadonlySet<string> = new Set(['database', 'tablespace', 'parameter'])
/** A list of privileges or roles is not longer than this. */
const mostTokens = 400

/** The reach of one statement. Pure. */
export function reachOf(statement: string): Reach {
  if (!anyWord.test(statement)) return 'database'
  const [first = '', second = '', third = ''] = leadingTokens(statement, 3)
  if (second === 'owned' && (first === 'reassign' || first === 'drop')) return 'both'
  return isAboutServer(statement, [first, second, third]) ? 'server' : 'database'
}

function isAboutServer(
  statement: string,
  [first, second, third]: readonly [string, string, string],
): boolean {
  switch (first) {
    case 'create':
    case 'drop':
      return serverKinds.has(second) && third !== 'mapping'
    case 'alter':
      return second === 'system' || (serverKinds.has(second) && third !== 'mapping')
    case 'grant':
    case 'revoke':
      return isSharedGrant(leadingTokens(statement, mostTokens))
    case 'comment':
    case 'security':
      return serverKinds.has(behind('on', leadingTokens(statement, 8)) ?? '')
    default:
      return false
  }
}

/** GRANT of a role has no ON before its TO. */
function isSharedGrant(tokens: readonly string[]): boolean {
  const on = tokens.indexOf('on')
  const end = tokens.findIndex((token) => token === 'to' || token === 'from')
  if (on === -1 || (end !== -1 && end < on)) return end !== -1
  return sharedByGrant.has(tokens[on + 1] ?? '')
}

function behind(word: string, tokens: readonly string[]): string | undefined {
  const at = tokens.indexOf(word)
  return at === -1 ? undefined : tokens[at + 1]
}

/** A text of statements, and those of them that reach beyond the database. */
export interface WithinDatabase {
  /** With blanks in place of what is about the server, so that all else stands where it stood. */
  readonly text: string
  /** Whether a statement is left in it. */
  readonly rest: 'something' | 'nothing'
  readonly server: readonly string[]
  readonly both: readonly string[]
}

/** Takes the statements that are about the whole server out of a text. Pure. */
export function withinDatabase(text: string): WithinDatabase {
  if (!anyWord.test(text)) return { text, rest: 'something', server: [], both: [] }
  const statements = splitStatements(text)
  const server = statements.filter((statement) => reachOf(statement) === 'server')
  const both = statements.filter((statement) => reachOf(statement) === 'both')
  const rest = statements.length > server.length ? 'something' : 'nothing'
  return { text: server.length === 0 ? text : blanked(text, server), rest, server, both }
}

function blanked(text: string, statements: readonly string[]): string {
  let from = 0
  const parts: string[] = []
  for (const statement of statements) {
    const at = text.indexOf(statement, from)
    parts.push(text.slice(from, at), statement.replace(/[^\n]/gu, ' '))
    from = at + statement.length
  }
  return parts.join('') + text.slice(from)
}
