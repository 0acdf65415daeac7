import { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import { concurrentBuildOf, type ConcurrentBuild } from '../psql/concurrent-build.ts'
import type { CopyItem, ScriptItem, StatementItem } from '../psql/item.ts'
import { clearRemains, type ClearContext } from './clear-remains.ts'
import type { Interrupted } from './interrupted.ts'
import { commit, inTransaction } from './locked.ts'
import { runLocated } from './place.ts'
import { classOf, isSetting, mayCommit, refusalOf } from './refused.ts'
import type { ScriptRun } from './run-script.ts'

/** What running a migration statement by statement needs. */
export interface OutsideContext extends ClearContext, Pick<ScriptRun, 'onStatement' | 'onEcho'> {
  /** The heads that the migration goes on from. */
  readonly heads: readonly string[]
  /** The text of the section, which is recorded with the first mark. */
  readonly sql: string
  /** What the marks of this run say, but for how far it came. */
  readonly mark: Pick<StepProgress, 'revision' | 'direction' | 'runId' | 'session' | 'total'>
  /** Called when it is recorded how far it came. */
  readonly onMark: (progress: StepProgress) => void
  /** What an earlier run left. */
  readonly unfinished: Interrupted | undefined
}

type Sent = StatementItem | CopyItem

/** What a run did, and the mark that it left. */
export interface OutsideOutcome {
  readonly statements: number
  readonly marked: StepProgress | undefined
}

/**
 * Runs a migration whose statements are not held together by one transaction. A statement that may stand in a transaction gets one of its own, which
 * also marks it as done: it is done once, whatever happens. One that refuses a transaction is marked before and after it. What an earlier run did is passed over,
 * but for its settings, which ended with its session.
 */
export async function runOutside(
  items: AsyncIterable<ScriptItem>,
  context: OutsideContext,
): Promise<OutsideOutcome> {
  const run = new OutsideRun(context)
  for await (const item of items) await run.take(item)
  return run.end()
}

class OutsideRun {
  readonly #context: OutsideContext
  /** Statements that are behind, also those that are not marked yet. */
  #statements = 0
  #marked: StepProgress | undefined
  /** What the earlier run left of the statement that it was at is still to be looked for. */
  #interrupted: Interrupted | undefined
  #isTextRecorded = false

  constructor(context: OutsideContext) {
    this.#context = context
    this.#interrupted = context.unfinished
    this.#marked = context.unfinished?.progress
  }

  async take(item: ScriptItem): Promise<void> {
    const { unfinished, onEcho, onStatement } = this.#context
    const isBehind = this.#statements < (unfinished?.progress.statements ?? 0)
    if (item.kind === 'echo') return isBehind ? undefined : onEcho(item)
    const refusal = refusalOf(item, 'outside')
    if (refusal !== undefined) throw refusal
    if (isBehind) await this.#passOver(item)
    else if ((await this.#settleInterrupted(item)) === 'to be run') await this.#run(item)
    this.#statements += 1
    onStatement(this.#statements)
  }

  async end(): Promise<OutsideOutcome> {
    await this.#settleInterrupted(undefined)
    return { statements: this.#statements, marked: this.#marked }
  }

  async #passOver(item: Sent): Promise<void> {
    if (item.kind === 'copy') for await (const _ of item.data);
    else if (isSetting(item) && item.sent === 'to server') await this.#send(item)
  }

  /** Clears away what the earlier run left of the statement that it was at. `done`: it had come to its end all the same. */
  async #settleInterrupted(item: Sent | undefined): Promise<'to be run' | 'done'> {
    const interrupted = this.#interrupted
    this.#interrupted = undefined
    if (interrupted === undefined) return 'to be run'
    return clearRemains(this.#context, interrupted, item)
  }

  async #run(item: Sent): Promise<void> {
    if (item.kind === 'statement' && item.sent === 'by reader') return
    // Settings leave nothing behind: they are marked with what follows them.
    if (isSetting(item)) return this.#send(item)
    if (classOf(item) === 'plain' && !mayCommit(item) && (await this.#runInTransaction(item)) === 'done')
      return
    await this.#runAlone(item)
  }

  async #runInTransaction(item: Sent): Promise<'done' | 'refused'> {
    const { session } = this.#context
    await session.begin()
    try {
      await this.#send(item)
      // As the commit would check them: with the role and the settings of the script.
      await runLocated(session.run('set constraints all immediate'), item)
      await this.#writeMark(1, 'between statements')
    } catch (error) {
      await session.rollback()
      // The words of a statement do not tell all; and of a COPY the rows are gone.
      if (item.kind === 'statement' && isRefusedInTransaction(error)) return 'refused'
      throw error
    }
    await this.#commit(item)
    return 'done'
  }

  async #runAlone(item: Sent): Promise<void> {
    const { session, database } = this.#context
    const build = item.kind === 'statement' ? concurrentBuildOf(item.text) : undefined
    const found = build && (await database.readIndexRemains(session, build))
    const before = found && { invalid: found.invalid, valid: found.valid }
    await this.#mark(0, 'in a statement', before)
    await this.#send(item)
    if (build) await this.#warnOfInvalid(build)
    await this.#mark(1, 'between statements')
  }

  /** IF NOT EXISTS keeps an invalid index that was there before, and says nothing. */
  async #warnOfInvalid(build: ConcurrentBuild): Promise<void> {
    const { session, database, onEvent } = this.#context
    if (build.kind !== 'create' || build.name.length === 0) return
    const { found } = await database.readIndexRemains(session, build)
    for (const { name } of found.values()) {
      const text = `the index ${name} was there already, and it is invalid: drop it, and make it anew in another migration: DROP INDEX CONCURRENTLY ${name}`
      onEvent({ kind: 'notice', severity: 'WARNING', text })
    }
  }

  async #send(item: Sent): Promise<void> {
    const { session } = this.#context
    if (item.kind === 'copy') await runLocated(session.copyIn(item.text, item.data), item)
    else await runLocated(session.run(item.text), item)
  }

  async #mark(more: 0 | 1, where: StepProgress['where'], before?: StepProgress['before']): Promise<void> {
    await inTransaction(this.#context.session, () => this.#writeMark(more, where, before))
    this.#marksAreKept()
  }

  async #commit(item: Sent): Promise<void> {
    await runLocated(commit(this.#context.session, {}), item)
    this.#marksAreKept()
  }

  #marksAreKept(): void {
    this.#isTextRecorded = true
    if (this.#marked) this.#context.onMark(this.#marked)
  }

  async #writeMark(
    more: 0 | 1,
    where: StepProgress['where'],
    before?: StepProgress['before'],
  ): Promise<void> {
    const { session, database, mark, heads, sql } = this.#context
    const after = { ...mark, statements: this.#statements + more, where, ...(before ? { before } : {}) }
    const text = this.#isTextRecorded ? undefined : sql
    await database.writeMark(session, { of: 'step', heads, before: this.#marked, after, text })
    this.#marked = after
  }
}

/** 25001: it refuses a transaction. 2D000: it commits by itself. */
function isRefusedInTransaction(error: unknown): boolean {
  return error instanceof PlinthError && ['25001', '2D000'].includes(error.sqlState ?? '')
}
