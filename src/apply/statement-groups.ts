import type { Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { CopyItem, StatementItem } from '../psql/item.ts'
import {
  backSql,
  endsWithRelease,
  messageOf,
  placeTold,
  savepoint,
  savepointBefore,
  type Message,
} from './group-message.ts'
import { located, runLocated } from './place.ts'
import type { Tolerance, ToleratedFailure } from './tolerance.ts'

/** A group is sent when it holds so much: little at first, so that the server begins, then twice as much each time, for a message costs it some milliseconds. */
const firstGroup = { statements: 256, characters: 16 * 1024 }
const largestGroup = { statements: 4096, characters: 256 * 1024 }
/** So many are on the way at once. */
const inFlight = 4

const noSuchSavepoint = '3B001'
/**
 * Deadlocks and their like: run again, the statement would wait for the other session for ever. 25P02: what failed is something before it,
 * and there is nothing to go back to.
 */
const isOfTheMoment = /^(40|25P02)/

/** How statements are sent. */
export interface GroupOptions {
  readonly toleranceFor: (text: string) => Tolerance | undefined
  /** The answer to what opened the transaction, when it is still on its way. */
  readonly opened?: Promise<unknown> | undefined
  /** A savepoint that the transaction has, behind which nothing was done yet. */
  readonly start?: string | undefined
}

/** What a run tells while it goes on. */
export interface GroupListener {
  /** So many more statements were accepted. */
  readonly onAccepted: (statements: number) => void
  /** A failure that is on the list of tolerances was passed over. */
  readonly onTolerated: (failure: ToleratedFailure) => void
}

/** A message or a COPY on its way. */
interface Flight {
  /** Undefined for a COPY: its rows are read once, so it is never sent again. */
  readonly message: Message | undefined
  readonly tolerance: Tolerance | undefined
  /** Resolves to what it failed with, or undefined. Never rejects. */
  readonly failure: Promise<unknown>
}

/**
 * Sends the statements of a script inside a transaction, many in one message of the simple protocol: their cost is then the server's
 * and not that of the round trips. Each message begins with a savepoint. When one fails, those behind it are answered with 25P02 and
 * did nothing. So is a COPY, whose rows are sent right behind the statements before it. A statement that may fail travels alone, and after its failure the ones behind it are sent again. A group that fails ends the run, but
 * is first sent again statement by statement: so the one that fails is always known exactly.
 */
export class StatementGroups {
  readonly #session: Session
  readonly #listener: GroupListener
  readonly #toleranceFor: (text: string) => Tolerance | undefined
  readonly #flights: Flight[] = []
  /** Roles that are known to exist: statements that name no other need not travel alone. */
  readonly #knownRoles = new Set<string>()
  /** While it is unknown whether the transaction is open, nothing is sent that would run outside of one. */
  #opened: Promise<unknown> | undefined
  #full = firstGroup
  /** Until something is sent. */
  #start: string | undefined
  #items: StatementItem[] = []
  #characters = 0
  /** The script has savepoints of its own, which the end of a group would take along. */
  #alone = false

  constructor(session: Session, listener: GroupListener, { toleranceFor, opened, start }: GroupOptions) {
    this.#session = session
    this.#listener = listener
    this.#toleranceFor = toleranceFor
    this.#opened = opened
    this.#start = start
    const isOpen = () => (this.#opened = undefined)
    opened?.then(isOpen, isOpen)
  }

  /** Takes a statement or a COPY with its rows. Throws its located error, or that of one that was taken before. */
  async take(item: StatementItem | CopyItem): Promise<void> {
    if (item.kind === 'statement' && item.sent === 'to server') return this.#add(item)
    if (item.kind === 'copy') return this.#copy(item)
    this.#listener.onAccepted(1)
  }

  /** The rows are taken at once; the verdict on them is waited for while what follows is on its way. */
  async #copy(item: CopyItem): Promise<void> {
    this.#sendGroup()
    await this.#opened
    // What is behind a failure that is passed over is sent again.
    while (this.#flights.some(({ tolerance }) => tolerance !== undefined)) await this.#land()
    this.#start = undefined
    const copying = this.#session.startCopy(item.text, item.data)
    this.#follow(runLocated(copying.done, item))
    if (await copying.sent) await this.#makeRoom()
    else await this.drain()
  }

  /** Sends when enough have come together. */
  async #add(item: StatementItem): Promise<void> {
    const tolerance = this.#toleranceOf(item)
    if (!this.#alone && makesSavepoint(item)) await this.#endGroups()
    if (tolerance !== undefined || this.#alone) {
      this.#sendGroup()
      this.#launch([item], tolerance)
    } else {
      this.#items.push(item)
      this.#characters += item.text.length
      const { characters, statements } = this.#full
      const isFull = this.#characters >= characters || this.#items.length >= statements
      if (isFull) this.#sendFullGroup()
      else if (changesReading(item.text)) this.#sendGroup()
    }
    // A ROLLBACK TO that is on its way already would run behind a failure.
    await (this.#alone ? this.drain() : this.#makeRoom())
  }

  /** From here on statements travel as they stand, which they may only in a transaction that is open. */
  async #endGroups(): Promise<void> {
    this.#sendGroup()
    await this.#opened
    this.#alone = true
  }

  async #makeRoom(): Promise<void> {
    while (this.#flights.length >= inFlight) await this.#land()
  }

  /** Waits until everything that was taken is done. */
  async drain(): Promise<void> {
    this.#sendGroup()
    while (this.#flights.length > 0) await this.#land()
  }

  #toleranceOf(item: StatementItem): Tolerance | undefined {
    const tolerance = this.#toleranceFor(item.text)
    if (tolerance === undefined || tolerance.kind !== 'missing role') return tolerance
    return tolerance.roles.every((role) => this.#knownRoles.has(role)) ? undefined : tolerance
  }

  #sendGroup(): void {
    if (this.#items.length === 0) return
    this.#launch(this.#items, undefined)
    this.#items = []
    this.#characters = 0
  }

  /** The next ones may be larger: the server is busy with this one meanwhile. */
  #sendFullGroup(): void {
    this.#sendGroup()
    this.#full = {
      statements: Math.min(2 * this.#full.statements, largestGroup.statements),
      characters: Math.min(2 * this.#full.characters, largestGroup.characters),
    }
  }

  #launch(items: readonly StatementItem[], tolerance: Tolerance | undefined): void {
    const mayStandAlone = tolerance === undefined && this.#opened === undefined
    const message = messageOf(items, {
      single: mayStandAlone ? 'as it stands' : 'behind a savepoint',
      before: this.#start ?? savepointBefore,
    })
    this.#start = undefined
    this.#follow(this.#run(message), message, tolerance)
  }

  #follow(work: Promise<void>, message?: Message, tolerance?: Tolerance): void {
    const accepted = work.then(() => this.#listener.onAccepted(message?.items.length ?? 1))
    const failure = accepted.then(
      () => undefined,
      (error: unknown) => error ?? new PlinthError('E_INTERNAL', 'a statement failed without an error'),
    )
    this.#flights.push({ message, tolerance, failure })
  }

  async #run({ text, before }: Message): Promise<void> {
    // Where it fails the transaction is not open, or failed before: then the message does nothing either.
    if (before === savepointBefore) this.#session.run(`savepoint ${savepointBefore}`).catch(() => {})
    const { command } = await this.#session.run(text)
    // Else the server read other statements than the reader did.
    if (endsWithRelease(text) && command !== 'RELEASE')
      throw new PlinthError('E_INTERNAL', `a group of statements ended with ${command} instead of RELEASE`)
  }

  /** Waits for the oldest message. */
  async #land(): Promise<void> {
    const flight = this.#flights.shift()
    if (flight === undefined) return
    const error = await flight.failure
    if (error !== undefined) return this.#afterFailure(flight, error)
    for (const role of flight.tolerance?.roles ?? []) this.#knownRoles.add(role)
  }

  async #afterFailure(flight: Flight, error: unknown): Promise<void> {
    const behind = this.#flights.splice(0)
    await Promise.all(behind.map(({ failure }) => failure))
    const { message, tolerance } = flight
    if (message === undefined || !isRefusal(error)) throw error
    if (tolerance === undefined || error.sqlState !== tolerance.sqlState)
      throw await this.#findFailing(message, error)
    await this.#backToSavepoint()
    await this.#tolerate(tolerance, message, error)
    for (const next of behind) if (next.message) this.#launch(next.message.items, next.tolerance)
  }

  async #tolerate(tolerance: Tolerance, message: Message, error: PlinthError): Promise<void> {
    const [item] = message.items as readonly [StatementItem]
    if (tolerance.kind === 'missing role' && !(await this.#isMissing(tolerance.roles)))
      throw located(error, item, 0)
    const { file, line } = item.at
    this.#listener.onTolerated({ kind: tolerance.kind, message: error.message, file, line })
    this.#listener.onAccepted(1)
  }

  async #isMissing(roles: readonly string[]): Promise<boolean> {
    const [row] = await this.#session.query<{ found: string }>(
      `select pg_catalog.count(*)::text as found from pg_catalog.pg_roles
        where rolname::text operator(pg_catalog.=) any (select pg_catalog.json_array_elements_text($1::pg_catalog.text::pg_catalog.json))`,
      [JSON.stringify(roles)],
    )
    return Number(row?.found) < new Set(roles).size
  }

  async #backToSavepoint(): Promise<void> {
    await this.#session.run(backSql)
  }

  /**
   * The located error of the statement that failed first. The server's position tells which failed, but when it could not read the message, nothing before that
   * statement was run: psql would have run it. Without a position the statements run again, one by one. The run ends with the error in any case, so what the
   * search does is rolled back.
   */
  async #findFailing(message: Message, error: PlinthError): Promise<unknown> {
    const told = placeTold(message, error)
    if (told === undefined) return this.#searchAll(message, error)
    const known = located(error, told.item, told.unit)
    if (told.index === 0 || (await this.#backTo(message)) !== 'unread') return known
    const earlier = await this.#runSingly(message.items.slice(0, told.index))
    return isRefusal(earlier) ? earlier : known
  }

  /** Brings the transaction back to where it was before a message that failed, and tells whether any of it was run. Undefined: there is no way back. */
  async #backTo({ before }: Message): Promise<'run' | 'unread' | undefined> {
    if (before === undefined) return undefined
    const failure = await this.#failureOf(`rollback to savepoint ${savepoint}`)
    if (failure === undefined) return 'run'
    if (!isRefusal(failure) || failure.sqlState !== noSuchSavepoint) return undefined
    return (await this.#failureOf(`rollback to savepoint ${before}`)) === undefined ? 'unread' : undefined
  }

  async #failureOf(sql: string): Promise<unknown> {
    return this.#session.run(sql).then(
      () => undefined,
      (failure: unknown) => failure,
    )
  }

  async #searchAll(message: Message, error: PlinthError): Promise<unknown> {
    const { items } = message
    const mayComeBack = !isOfTheMoment.test(error.sqlState ?? '')
    const back = mayComeBack ? await this.#backTo(message) : undefined
    // Their notices were told the first time.
    if (back === 'run') await this.#failureOf('set local client_min_messages = error')
    const found = back && (await this.#runSingly(items))
    // Another failure of what was run is one of the search itself: a PREPARE is not rolled back, and refuses to be made twice.
    if (isRefusal(found) && (back === 'unread' || found.sqlState === error.sqlState)) return found
    const [first] = items
    const last = items.at(-1)
    if (first === undefined || last === undefined) return error
    const again = mayComeBack ? ', and did not fail again when they were run one by one' : ''
    const detail = `It failed in one of the ${items.length} statements up to line ${last.at.line}${again}.`
    return located(error.with({ detail: [error.detail, detail].filter(Boolean).join('\n') }), first, 0)
  }

  async #runSingly(items: readonly StatementItem[]): Promise<unknown> {
    try {
      for (const item of items) await runLocated(this.#session.run(item.text), item)
    } catch (found) {
      return found
    }
    return undefined
  }
}

function isRefusal(error: unknown): error is PlinthError {
  return error instanceof PlinthError && error.sqlState !== undefined && error.code !== 'E_CONNECTION_LOST'
}

function makesSavepoint({ text, joined }: StatementItem): boolean {
  return joined === 'several' ? /\bsavepoint\b/i.test(text) : /^savepoint\b/i.test(text)
}

/** A message is read as a whole before any of it runs: what changes how strings are read must be the last of its message. */
function changesReading(text: string): boolean {
  return text.length < 400 && /standard_conforming_strings|backslash_quote/i.test(text)
}
