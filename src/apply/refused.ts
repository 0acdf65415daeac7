import { PlinthError } from '../errors.ts'
import type { CopyItem, StatementItem } from '../psql/item.ts'
import { leadingTokens } from '../psql/leading-tokens.ts'
import { splitStatements } from '../psql/split-statements.ts'
import { plainText } from '../psql/plain-text.ts'
import { classifyStatement, type StatementClass } from '../psql/transaction.ts'
import type { ScriptTransaction } from './step-script.ts'

/** Why a statement must not be sent, before anything is: transaction control, and what PostgreSQL refuses in a transaction. Pure. */
export function refusalOf(
  item: StatementItem | CopyItem,
  transaction: ScriptTransaction,
): PlinthError | undefined {
  const found = classOf(item)
  if (found === 'plain') return undefined
  const { text, at } = item
  const place = { file: at.file, line: at.line, column: at.column }
  const words = text.slice(0, 60).split(/\s+/).slice(0, 4).join(' ')
  if (found === 'transaction-control') {
    if (transaction === 'in parts' && holdsTogether(text)) return undefined
    return new PlinthError('E_SCRIPT_TRANSACTION', `"${words}" would end or begin a transaction`, {
      place,
      hint: 'Remove it: Plinth runs the script in a transaction of its own, together with its record.',
    })
  }
  if (transaction !== 'inside') return undefined
  return new PlinthError('E_SQL', `"${words}" cannot run inside a transaction`, {
    place,
    hint: 'Move it into a migration of its own with the line "-- plinth: no-transaction" under "-- plinth: upgrade".',
  })
}

/** BEGIN, START TRANSACTION, COMMIT and END as they stand in a script that psql ran; no chains, no two phases. */
function holdsTogether(text: string): boolean {
  const [first, ...rest] = leadingTokens(text, 6)
  return (
    ['begin', 'start', 'commit', 'end'].includes(first ?? '') &&
    !rest.includes('chain') &&
    !rest.includes('prepared')
  )
}

/** The leading words tell: the whole text is read only where psql's `\;` joined several statements. */
export function classOf(item: StatementItem | CopyItem): StatementClass {
  if (item.kind === 'copy') return 'plain'
  return item.joined === 'one' ? classifyStatement(item.head, 'one') : classifyStatement(item.text)
}

/** A statement that changes settings of the session, and does nothing else. They end with the session: what goes on where another one stopped runs it again. */
export function isSetting(item: StatementItem | CopyItem): boolean {
  return item.kind === 'statement' && textsOf(item).every(isSettingText)
}

function isSettingText(text: string): boolean {
  const [first, second] = leadingTokens(text, 2)
  if (first === 'set') return second !== 'local' && second !== 'constraints' && second !== 'transaction'
  return first === 'reset' || (first === 'select' && setsOnly(text))
}

/** `SELECT set_config(…)`, as pg_dump writes it. */
function setsOnly(text: string): boolean {
  const called = plainText(text).match(/[^\s(]+(?=\s*\()/g) ?? []
  return called.length === 1 && called[0] === 'set_config'
}

function textsOf(item: StatementItem): readonly string[] {
  return item.joined === 'one' ? [item.text] : splitStatements(item.text)
}

/** A statement that may commit by itself: no transaction may be around it. */
export function mayCommit(item: StatementItem | CopyItem): boolean {
  if (item.kind === 'copy') return false
  return textsOf(item).some((text) => ['call', 'do'].includes(leadingTokens(text, 1)[0] ?? ''))
}
