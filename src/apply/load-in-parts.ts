import { createHash } from 'node:crypto'
import type { Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { InitProgress } from '../plan/facts.ts'
import type { CopyItem, ScriptItem, StatementItem } from '../psql/item.ts'
import { leadingTokens } from '../psql/leading-tokens.ts'
import { runLocated } from './place.ts'
import { classOf, isSetting, refusalOf } from './refused.ts'
import type { ScriptOutcome, ScriptRun } from './run-script.ts'
import { StatementGroups } from './statement-groups.ts'
import type { ToleratedFailure } from './tolerance.ts'

/** So many statements are committed together: few commits, and far fewer locks than a server has room for; fewer where it has not. */
export const partSizes: readonly number[] = [500, 100, 20, 4, 1]

/** What loading in parts needs. */
export interface PartsContext extends Pick<ScriptRun, 'onStatement' | 'onEcho' | 'toleranceFor'> {
  readonly session: Session
  readonly database: Database
  readonly runId: string
  readonly environment: string
  readonly toolVersion: string
  /** How far an earlier run came; undefined for the first. */
  readonly progress: InitProgress | undefined
  readonly statementsPerPart: number
  /** A part was committed; with the failures that were passed over in this load so far. */
  readonly onCommitted: (progress: InitProgress, tolerated: readonly ToleratedFailure[]) => void
}

/** What a load did, and the mark that it left. */
export interface PartsOutcome extends ScriptOutcome {
  readonly marked: InitProgress | undefined
}

type Sent = StatementItem | CopyItem

/**
 * Loads an init script without the one transaction around it: in transactions of some hundred statements, each of which also records
 * how far the load has come, and, outside of any, the statements that refuse one. A load that was killed goes on where it stopped.
 * BEGIN and COMMIT of the script hold statements together. Throws E_UNFINISHED when what was loaded before is not what the script
 * begins with.
 */
export async function loadInParts(
  items: AsyncIterable<ScriptItem>,
  context: PartsContext,
): Promise<PartsOutcome> {
  const load = new PartsLoad(context)
  try {
    await load.begin()
    for await (const item of items) await load.take(item)
    return await load.end()
  } catch (error) {
    await context.session.rollback()
    throw load.withResult(error)
  }
}

class PartsLoad {
  readonly #context: PartsContext
  /** Over the statements so far: the first ones of a script that is loaded on must be those that were loaded. */
  readonly #hash = createHash('sha256')
  readonly #tolerated: ToleratedFailure[] = []
  #groups: StatementGroups | undefined
  #statements = 0
  #sinceCommit = 0
  #marked: InitProgress | undefined
  #committed: number
  /** The script itself said BEGIN: its COMMIT ends the part. */
  #isHeldOpen = false

  constructor(context: PartsContext) {
    this.#context = context
    this.#marked = context.progress
    this.#committed = context.progress?.statements ?? 0
  }

  /** The mark that says "unfinished" is there before the first statement is. */
  async begin(): Promise<void> {
    const { session, database, environment, toolVersion, progress } = this.#context
    if (progress !== undefined) return
    await this.#transaction(async () => {
      await database.createTracking(session, environment, toolVersion)
      await this.#mark('between statements')
    })
    this.#settled()
  }

  async take(item: ScriptItem): Promise<void> {
    if (item.kind === 'echo') {
      await this.#groups?.drain()
      return this.#context.onEcho(item)
    }
    if (this.#statements < (this.#context.progress?.statements ?? 0)) return this.#passOver(item)
    const refusal = refusalOf(item, 'in parts')
    if (refusal !== undefined) throw refusal
    const found = classOf(item)
    if (found === 'transaction-control') return this.#control(item)
    if (found === 'outside-transaction') return this.#runAlone(item)
    await this.#run(item)
    if (this.#sinceCommit >= this.#context.statementsPerPart && !this.#isHeldOpen) await this.#commit()
  }

  #count(item: Sent): void {
    this.#hash.update(`${item.text}\0`)
    this.#statements += 1
  }

  async end(): Promise<PartsOutcome> {
    await this.#commit()
    if (this.#statements < this.#committed) throw changedError(this.#committed)
    return { statements: this.#statements, tolerated: this.#tolerated, marked: this.#marked }
  }

  /** Says what stays. */
  withResult(error: unknown): unknown {
    if (!(error instanceof PlinthError) || error.code === 'E_UNFINISHED') return error
    return error.with({
      result: `The first ${this.#committed} statements of the init script stay; it is recorded that the rest is missing.`,
      hint: [error.hint, 'Mend the rest of the script, and go on: plinth init --no-transaction']
        .filter(Boolean)
        .join('\n'),
    })
  }

  /** What an earlier run did; but settings of the session ended with it. */
  async #passOver(item: Sent): Promise<void> {
    const { session, progress } = this.#context
    this.#count(item)
    if (isSetting(item)) await runLocated(session.run(item.text), item)
    if (this.#statements === progress?.statements && this.#hash.copy().digest('hex') !== progress.hash)
      throw changedError(progress.statements)
  }

  async #run(item: Sent): Promise<void> {
    const groups = await this.#open()
    this.#count(item)
    this.#sinceCommit += 1
    await groups.take(item)
  }

  async #open(): Promise<StatementGroups> {
    if (this.#groups !== undefined) return this.#groups
    const { session, onStatement, toleranceFor } = this.#context
    await session.begin()
    this.#groups = new StatementGroups(
      session,
      {
        onAccepted: () => onStatement(this.#statements),
        onTolerated: (failure) => this.#tolerated.push(failure),
      },
      { toleranceFor },
    )
    return this.#groups
  }

  async #commit(): Promise<void> {
    if (this.#groups === undefined) return
    await this.#groups.drain()
    await this.#mark('between statements')
    await this.#context.session.commit()
    this.#settled()
    this.#groups = undefined
    this.#sinceCommit = 0
  }

  #settled(): void {
    this.#committed = this.#statements
    if (this.#marked) this.#context.onCommitted(this.#marked, [...this.#tolerated])
  }

  async #control(item: Sent): Promise<void> {
    const [first] = leadingTokens(item.text, 1)
    const isBegin = first === 'begin' || first === 'start'
    if (isBegin) await this.#commit()
    this.#isHeldOpen = isBegin
    this.#count(item)
    if (!isBegin) await this.#commit()
  }

  /** A statement that no transaction may hold: that it runs is recorded before, that it ran afterwards. */
  async #runAlone(item: Sent): Promise<void> {
    const { session } = this.#context
    await this.#commit()
    await this.#transaction(() => this.#mark('in a statement'))
    await runLocated(session.run(item.text), item).catch((error: unknown) => {
      throw this.#withRemains(error)
    })
    this.#count(item)
    await this.#transaction(() => this.#mark('between statements'))
    this.#settled()
    this.#context.onStatement(this.#statements)
  }

  /** The run that stopped had begun this very statement: what it left of it may be in the way. */
  #withRemains(error: unknown): unknown {
    const { progress } = this.#context
    const wasBegun = progress?.where === 'in a statement' && progress.statements === this.#statements
    if (!wasBegun || !(error instanceof PlinthError)) return error
    const remains =
      'The load that was stopped had begun this statement. Drop what it left, e.g. an invalid index: DROP INDEX CONCURRENTLY IF EXISTS <index>'
    return error.with({ hint: [error.hint, remains].filter(Boolean).join('\n') })
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    const { session } = this.#context
    await session.begin()
    await work()
    await session.commit()
  }

  async #mark(where: InitProgress['where']): Promise<void> {
    const { session, database } = this.#context
    await session.run('set constraints all immediate')
    const after = { statements: this.#statements, where, hash: this.#hash.copy().digest('hex') }
    await database.writeMark(session, { of: 'init', before: this.#marked, after })
    this.#marked = after
  }
}

function changedError(statements: number): PlinthError {
  return new PlinthError(
    'E_UNFINISHED',
    `the first ${statements} statements of the init script are not those that were loaded`,
    {
      detail: 'An earlier init without a transaction loaded them, and stopped.',
      hint: 'Restore the beginning of the script; or start over with a new database: dropdb, createdb, plinth init',
      result: 'Nothing was changed.',
    },
  )
}
