import { PlinthError } from '../errors.ts'
import type { CopyItem, StatementItem } from '../psql/item.ts'
import { leadingTokens } from '../psql/leading-tokens.ts'
import { splitStatements } from '../psql/split-statements.ts'
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

/** A statement that changes settings of the session, which end with it: what goes on where another session stopped runs it again. */
export function isSetting({ text }: Pick<StatementItem | CopyItem, 'text'>): boolean {
  const [first, second, ...rest] = leadingTokens(text, 8)
  if (first === 'set') return second !== 'local' && second !== 'constraints' && second !== 'transaction'
  return first === 'reset' || (first === 'select' && [second, ...rest].includes('set_config'))
}

/** A statement that may commit by itself: no transaction may be around it. */
export function mayCommit(item: StatementItem | CopyItem): boolean {
  if (item.kind === 'copy') return false
  const texts = item.joined === 'one' ? [item.text] : splitStatements(item.text)
  return texts.some((text) => ['call', 'do'].includes(leadingTokens(text, 1)[0] ?? ''))
}
