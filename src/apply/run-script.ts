import { PlinthError } from '../errors.ts'
import type { Session } from '../database/database.ts'
import type { ScriptItem, StatementItem } from '../psql/item.ts'
import { interpretMeta, metaState } from '../psql/meta-command.ts'
import { classifyStatement } from '../psql/transaction.ts'
import { located } from './place.ts'

/** Statements on the way to the server at once. They run in order; an error makes the rest fail, and the first error is the one told. */
const pipelined = 32

export interface ScriptRun {
  readonly session: Session
  /** Called after each accepted statement with the count so far. */
  readonly onStatement: (count: number) => void
  /** Text of `\echo`. */
  readonly onEcho: (text: string) => void
  /** `inside`: transaction control and statements that refuse a transaction block are refused. `outside`: only transaction control is, and statements go one by one. */
  readonly transaction: 'inside' | 'outside'
}

/** Runs the items of a script in order and stops at the first error, which is then located in the file. Returns the number of statements. */
export async function runScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<number> {
  const state = metaState()
  const window = statementWindow(run)
  for await (const item of items) {
    if (item.kind === 'meta') {
      const effect = interpretMeta(item, state)
      if (effect.kind === 'echo') run.onEcho(effect.text)
      if (effect.kind === 'quit') break
      continue
    }
    refuseByClass(item, run.transaction)
    if (item.kind === 'statement') {
      await window.send(item)
      continue
    }
    await window.drain()
    await located_(run.session.copyIn(item.text, item.data), item)
    window.accepted()
  }
  await window.drain()
  return window.count()
}

async function located_(work: Promise<unknown>, item: Pick<StatementItem, 'text' | 'at'>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw located(error, item.text, item.at)
  }
}

/** Keeps a few statements in flight, so that the round trip is not paid for each. */
function statementWindow(run: ScriptRun) {
  const pending: Promise<void>[] = []
  const limit = run.transaction === 'inside' ? pipelined : 1
  let count = 0
  const accepted = () => run.onStatement(++count)
  const settleFirst = async () => {
    await pending.shift()
  }
  return {
    accepted,
    count: () => count,
    async send(item: StatementItem): Promise<void> {
      const work = located_(run.session.run(item.text), item).then(accepted)
      work.catch(() => {})
      pending.push(work)
      if (pending.length >= limit) await settleFirst()
    },
    async drain(): Promise<void> {
      while (pending.length > 0) await settleFirst()
    },
  }
}

function refuseByClass(
  item: Exclude<ScriptItem, { kind: 'meta' }>,
  transaction: ScriptRun['transaction'],
): void {
  const found = classifyStatement(item.text)
  const place = { file: item.at.file, line: item.at.line, column: item.at.column }
  const words = item.text.slice(0, 60).split(/\s+/).slice(0, 4).join(' ')
  if (found === 'transaction-control') {
    throw new PlinthError('E_SCRIPT_TRANSACTION', `"${words}" would end or begin a transaction`, {
      place,
      hint: 'Remove it: Plinth runs the script in a transaction of its own, together with its record.',
    })
  }
  if (found === 'outside-transaction' && transaction === 'inside') {
    throw new PlinthError('E_SQL', `"${words}" cannot run inside a transaction`, {
      place,
      hint: 'Move it into a migration of its own with the line "-- plinth: no-transaction" under "-- plinth: upgrade".',
    })
  }
}
