import type { CommitOptions, Session } from '../database/database.ts'
import type { OnEvent } from '../event.ts'
import type { Step } from '../plan/plan.ts'
import type { World } from '../world.ts'
import type { ToleratedFailure } from './tolerance.ts'

/** A step that was committed. */
export interface AppliedStep {
  readonly kind: Step['kind']
  /** Of a stamp, the first of its targets; undefined: base. */
  readonly revision: string | undefined
  /** Of a stamp: the heads that it was asked for. */
  readonly targets?: readonly string[]
  readonly message: string
  readonly statements: number
  readonly durationMs: number
  /** Failures of the init script that were passed over; see docs/init-scripts.md. */
  readonly tolerated: readonly ToleratedFailure[]
}

/** No step is committed for longer than this before it is durable, and told: a run of many small ones waits for the disk a few times a second. */
const flushMs = 200

/** What keeping the ledger needs. */
interface LedgerContext {
  readonly session: Session
  readonly world: World
  readonly onEvent: OnEvent
  /** `replay`: in a shadow database, which is dropped; nobody goes on there. */
  readonly purpose?: 'migrate' | 'replay'
}

/**
 * The steps of a run that are done. A commit waits for the disk, which is most of the time of a small migration; so only the last one does, and
 * one now and then. The order is kept by the server: what is durable later was never without what is before it. A step is told as applied when it is durable.
 */
export class Ledger {
  readonly #context: LedgerContext
  readonly #applied: AppliedStep[] = []
  #unconfirmed: AppliedStep[] = []
  #flushedMs: number
  #commit: Promise<void> | undefined

  constructor(context: LedgerContext) {
    this.#context = context
    this.#flushedMs = context.world.monotonicMs()
  }

  /** Whether somebody can go on where this run stops. */
  get isLasting(): boolean {
    return this.#context.purpose !== 'replay'
  }

  /** The steps that are durable. */
  get applied(): readonly AppliedStep[] {
    return this.#applied
  }

  /** How many were committed but may be lost when the server crashes. */
  get unconfirmed(): number {
    return this.#unconfirmed.length
  }

  /** How the next step is to be committed. */
  durabilityOf(place: 'last' | 'before others'): NonNullable<CommitOptions['durable']> {
    const isDue = this.#context.world.monotonicMs() - this.#flushedMs >= flushMs
    return place === 'last' || isDue ? 'now' : 'later'
  }

  /** Steps whose commit is on its way. */
  committing(steps: readonly AppliedStep[], commit: ReturnType<Session['commit']>): void {
    this.#commit = commit.then((outcome) => this.committed(steps, outcome))
    this.#commit.catch(() => {})
  }

  /** Waits for the commit that is on its way, and throws its failure, once. */
  async settled(): Promise<void> {
    const pending = this.#commit
    this.#commit = undefined
    await pending
  }

  committed(steps: readonly AppliedStep[], outcome: Awaited<ReturnType<Session['commit']>>): void {
    this.#unconfirmed.push(...steps)
    if (outcome === 'durable') this.#confirm()
  }

  /** Makes durable what is committed. Where that fails, nothing is told. */
  async flush(): Promise<void> {
    const { session } = this.#context
    await this.settled()
    if (this.#unconfirmed.length === 0 || session.lost) return
    await session.flush()
    this.#confirm()
  }

  #confirm(): void {
    const steps = this.#unconfirmed
    this.#unconfirmed = []
    this.#flushedMs = this.#context.world.monotonicMs()
    for (const step of steps) {
      this.#applied.push(step)
      const { kind, revision, targets, message, statements, durationMs } = step
      this.#context.onEvent({
        kind: 'applied',
        step: kind,
        revision: revision ?? 'base',
        ...(targets === undefined ? {} : { targets }),
        message,
        statements,
        durationMs,
      })
    }
  }
}
