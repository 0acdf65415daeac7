import type { StatementItem } from './item.ts'
import { leadingTokens } from './leading-tokens.ts'
import { splitStatements } from './split-statements.ts'

export type StatementClass = 'transaction-control' | 'outside-transaction' | 'plain'

type Classify = (words: readonly string[]) => StatementClass

const readTokens = 60
const control: Classify = () => 'transaction-control'
const outsideIf = (condition: boolean): StatementClass => (condition ? 'outside-transaction' : 'plain')

const classifiers: ReadonlyMap<string, Classify> = new Map<string, Classify>([
  ['begin', control],
  ['end', control],
  ['abort', control],
  ['start', ([, second]) => (second === 'transaction' ? 'transaction-control' : 'plain')],
  ['commit', ([, second]) => (second === 'prepared' ? 'outside-transaction' : 'transaction-control')],
  ['rollback', classifyRollback],
  [
    'prepare',
    ([, second, third]) => (second === 'transaction' && third === "'" ? 'transaction-control' : 'plain'),
  ],
  ['create', classifyCreate],
  ['drop', classifyDrop],
  ['alter', classifyAlter],
  ['vacuum', () => 'outside-transaction'],
  ['discard', ([, second]) => outsideIf(second === 'all')],
  [
    'cluster',
    ([, ...rest]) => outsideIf(withoutOptions(rest).filter((word) => word !== 'verbose').length === 0),
  ],
  ['reindex', classifyReindex],
])

/**
 * Classifies a statement by its leading words: transaction control; what PostgreSQL refuses in a transaction
 * block (every caller of `PreventInTransactionBlock` in its sources, 15 to 18); or neither. Of several statements
 * that psql's `\;` joined, the one that asks for most decides; `joined` spares the search for more than one. Words can't tell all: REINDEX or CLUSTER of a
 * partitioned table, or a CALL that commits, look plain, so the server has the last word (SQLSTATE 25001).
 * DROP SUBSCRIPTION counts as outside, although without a slot it may stay inside.
 */
export function classifyStatement(text: string, joined: StatementItem['joined'] = 'several'): StatementClass {
  if (joined === 'one') return classifyOne(text)
  const classes = splitStatements(text).map(classifyOne)
  if (classes.includes('transaction-control')) return 'transaction-control'
  return outsideIf(classes.includes('outside-transaction'))
}

/** What most scripts are made of; it is never more than plain. One native search spares the reading of the words. */
const mostlyPlain =
  /^(?:insert|select|comment|grant|revoke|set|create\s+(?:or\s+replace\s+)?(?:table|view|sequence|function|procedure|trigger|type|policy)|create\s+(?:unique\s+)?index\s+(?!concurrently\b)\w+|alter\s+(?:sequence|function|type|view|default|table(?![^]*detach)))\s/i

function classifyOne(text: string): StatementClass {
  if (mostlyPlain.test(text)) return 'plain'
  const [first = ''] = leadingTokens(text, 1)
  const classify = classifiers.get(first)
  if (classify === undefined) return 'plain'
  const few = leadingTokens(text, 4)
  return classify(fewSuffice(few, text) ? few : leadingTokens(text, readTokens))
}

/** Of most statements of a script the rest of the words means nothing. */
function fewSuffice([first, second]: readonly string[], text: string): boolean {
  if (second === 'subscription' || first === 'cluster' || first === 'reindex') return false
  if (first !== 'alter') return true
  return second === 'table' ? !/detach/i.test(text) : second !== 'database'
}

/** ROLLBACK TO a savepoint stays in the transaction. */
function classifyRollback([, second, third]: readonly string[]): StatementClass {
  if (second === 'prepared') return 'outside-transaction'
  const next = second === 'work' || second === 'transaction' ? third : second
  return next === 'to' ? 'plain' : 'transaction-control'
}

function classifyCreate([, second, third, fourth, ...rest]: readonly string[]): StatementClass {
  if (second === 'database' || second === 'tablespace') return 'outside-transaction'
  if (second === 'unique') return outsideIf(third === 'index' && fourth === 'concurrently')
  if (second === 'index') return outsideIf(third === 'concurrently')
  return outsideIf(second === 'subscription' && !isOff(rest, 'connect') && !isOff(rest, 'create_slot'))
}

function classifyDrop([, second, third]: readonly string[]): StatementClass {
  if (second === 'index') return outsideIf(third === 'concurrently')
  return outsideIf(second === 'database' || second === 'tablespace' || second === 'subscription')
}

function classifyAlter([, second, , ...rest]: readonly string[]): StatementClass {
  if (second === 'system') return 'outside-transaction'
  if (second === 'database') return outsideIf(follows(rest, 'set', 'tablespace'))
  if (second === 'table')
    return outsideIf(follows(rest, 'detach', 'partition') && rest.includes('concurrently'))
  return outsideIf(second === 'subscription' && altersSlot(rest))
}

function altersSlot(words: readonly string[]): boolean {
  if (follows(words, 'refresh', 'publication')) return true
  const changes = ['set', 'add', 'drop'].some((verb) => follows(words, verb, 'publication'))
  if (changes) return !isOff(words, 'refresh')
  return words.includes('failover') || words.includes('two_phase')
}

function classifyReindex([, ...rest]: readonly string[]): StatementClass {
  const concurrently = rest.indexOf('concurrently')
  const options = rest[0] === '(' ? rest.slice(0, rest.indexOf(')')) : []
  const [what, next] = withoutOptions(rest)
  if (what === 'schema' || what === 'database' || what === 'system' || next === 'concurrently')
    return 'outside-transaction'
  return outsideIf(concurrently !== -1 && options.includes('concurrently') && !isOff(options, 'concurrently'))
}

/** The words after a list of options in parentheses. */
function withoutOptions(words: readonly string[]): readonly string[] {
  if (words[0] !== '(') return words
  const end = words.indexOf(')')
  return end === -1 ? [] : words.slice(end + 1)
}

function follows(words: readonly string[], one: string, other: string): boolean {
  return words.some((word, i) => word === one && words[i + 1] === other)
}

/** Whether an option is switched off: `refresh = false`, `concurrently off`. */
function isOff(words: readonly string[], option: string): boolean {
  const at = words.indexOf(option)
  if (at === -1) return false
  const value = words[at + 1] === '=' ? words[at + 2] : words[at + 1]
  return value === 'false' || value === 'off' || value === '0'
}
