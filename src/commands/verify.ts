import { withConnection, type Connection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import { PlinthError } from '../errors.ts'
import type { DowngradeMark } from '../migrations/lock-file.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import { checkCurrentHeads } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { judgeDifferences, type Accepted, type Judged } from '../schema/accepted.ts'
import { titleOfKey } from '../schema/fact-title.ts'
import { fingerprintOf } from '../schema/fingerprint.ts'
import type { UnseenObject } from '../schema/schema.ts'
import { hasDatabase } from './has-database.ts'
import { acceptDifferences, lastDay, readAccepted, today, type AcceptWishes } from './accepted-differences.ts'
import { refuseWithoutScript } from './init-script.ts'
import { compareLive, type LiveComparison } from './live-difference.ts'
import { refuseMissingFolder } from './named-folder.ts'
import { compareReplaced, type ReplacedComparison } from './replaced-history.ts'
import { renderDifference } from './render-difference.ts'
import { replayHistory, shadowsLike, type ReplayedRevision } from './replayed-history.ts'
import { updateLock } from './update-lock.ts'

export interface VerifyOptions {
  /** `written`: the fingerprint of each revision, and what its downgrade was found to be, goes into plinth.lock. */
  readonly lock?: 'written' | undefined
  /** `tried`: every migration is run up, down and up again. */
  readonly downgrades?: 'tried' | undefined
  /** Take on the differences that are found. */
  readonly accept?: AcceptWishes | undefined
  /** `counted`: grants and default privileges of the database too. */
  readonly rights?: 'counted' | undefined
}

/** A difference of the database from what the files make. */
export interface DriftLine {
  /** For people: `+ index public.orders_note_idx`. */
  readonly text: string
  /** The migration that touched the object last; undefined: none did. */
  readonly revision: string | undefined
  /** Who accepted it, until when and why; undefined: nobody. */
  readonly accepted: Accepted | undefined
}

export interface DowngradeLine {
  readonly revision: string
  readonly mark: DowngradeMark
  /** What differed, or failed, a line each. */
  readonly found: readonly string[]
}

interface Uncompared {
  readonly why: string
  readonly hint: string | undefined
}

export interface VerifyResult {
  /** False when something is not as it should be and not accepted, or cannot be compared. */
  readonly ok: boolean
  readonly code: 'E_DRIFT' | 'E_UNSEEN' | undefined
  /** Undefined: no database was there to compare; the files only. */
  readonly database: string | undefined
  /** Why a database that is there was not compared, and what to do about it; undefined: it was, or there is none. With `lock` only, for the files are enough for that. */
  readonly uncompared: Uncompared | undefined
  /** Where the database is. */
  readonly current: readonly string[]
  readonly drift: readonly DriftLine[]
  /** Differences that may be of repeatable migrations which are due, or run at the heads of the files only: told, and no fault. */
  readonly ofRepeatables: readonly string[]
  /** What was accepted and has run out, or is not found any more, in words. */
  readonly stale: readonly string[]
  /** Objects that cannot be compared. */
  readonly unseen: readonly UnseenObject[]
  /** Revisions that replace others, and differ from them. */
  readonly replaced: readonly ReplacedComparison[]
  /** Revisions whose fingerprint in plinth.lock is not that of the replay. */
  readonly lock: readonly string[]
  readonly downgrades: readonly DowngradeLine[]
  /** So many lines of plinth.lock have a fingerprint now; undefined: it was not written. */
  readonly written: number | undefined
  readonly next: string | undefined
}

/**
 * Whether init script, migrations and the database say the same: the migrations are replayed in a shadow database, and the result is compared with the database where
 * its heads are, with plinth.lock, and with what a revision says that it replaces. Answers; throws E_FILE where there is nothing to compare, E_NOT_INITIALISED, E_AHEAD, E_SHADOW, E_USAGE, and what a replay throws.
 */
export async function verify(surroundings: Surroundings, options: VerifyOptions = {}): Promise<VerifyResult> {
  if (options.accept !== undefined) lastDay(surroundings.world, options.accept)
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  refuseWithoutScript(project)
  if (!hasDatabase(project.config)) return verifyWith(surroundings, project, { like: undefined, options })
  return withConnection(surroundings, project, { verb: 'verify' }, (like) =>
    verifyWith(surroundings, project, { like, options }),
  )
}

type History = ReadonlyMap<RevisionId, ReplayedRevision>

interface Verifying {
  readonly like: Connection | undefined
  readonly options: VerifyOptions
}

async function verifyWith(
  surroundings: Surroundings,
  project: Project,
  { like, options }: Verifying,
): Promise<VerifyResult> {
  const inShadow = shadowsLike(surroundings, project, like)
  const { current, uncompared } = await whereabouts(project, { like, options })
  if (current === undefined && options.accept !== undefined) throw nothingToAccept()
  const downgrades = options.downgrades ?? 'left'
  const replay = () => replayHistory(surroundings, project, { downgrades, inShadow })
  // Without a database the files are at least tried.
  const isStepwise = current === undefined || options.lock !== undefined || downgrades === 'tried'
  const asked: History = isStepwise ? await replay() : new Map()
  const live =
    like === undefined || current === undefined
      ? undefined
      : await compareLive(surroundings, project, {
          like,
          heads: current,
          inShadow,
          rights: options.rights,
          history: asked,
        })
  // To tell which migration touched what differs.
  const history = isStepwise || (live?.differences.length ?? 0) === 0 ? asked : await replay()
  const replaced = await compareReplaced(surroundings, project, inShadow)
  if (options.accept !== undefined && live !== undefined)
    await acceptDifferences(
      { world: surroundings.world, config: project.config },
      live.differences,
      options.accept,
    )
  const judged = judgeDifferences(
    live?.differences ?? [],
    await readAccepted(project.config),
    today(surroundings.world),
  )
  const written =
    options.lock === undefined ? undefined : await updateLock(surroundings, project, { history, downgrades })
  return resultOf({
    database: current === undefined ? undefined : like?.target.database,
    uncompared,
    current: current ?? [],
    drift: driftLines(judged, history),
    ofRepeatables: live?.ofRepeatables.flatMap(renderDifference) ?? [],
    stale: staleLines(judged),
    unseen: unseenOf(live, history),
    replaced,
    lock: written === undefined ? await staleFingerprints(project, { live, history }) : [],
    downgrades: downgradeLines(history),
    written,
  })
}

function nothingToAccept(): PlinthError {
  return new PlinthError('E_USAGE', 'there is no database whose differences could be accepted', {
    hint: 'Set DATABASE_URL, or give --url; or leave --accept out.',
  })
}

/** Where the database is. What the files lead to is to be had without it too: one that cannot be compared is told then, and no fault. */
async function whereabouts(
  project: Project,
  { like, options }: Verifying,
): Promise<{ readonly current?: readonly RevisionId[] | undefined; readonly uncompared?: Uncompared }> {
  if (like === undefined) return {}
  try {
    return { current: await headsOf(project, like) }
  } catch (error) {
    const isEnough = options.lock !== undefined && options.accept === undefined
    if (!isEnough || !(error instanceof PlinthError)) throw error
    if (error.code !== 'E_NOT_INITIALISED' && error.code !== 'E_AHEAD') throw error
    return { uncompared: { why: error.message, hint: error.hint } }
  }
}

async function headsOf(
  project: Project,
  { session, database, target }: Connection,
): Promise<readonly RevisionId[] | undefined> {
  const heads = await database.readHeads(session)
  // Its own server is there for shadow databases too: that it is does not mean that a database is kept on it.
  if (heads === undefined && project.config.connection === undefined) return undefined
  if (heads === undefined || heads.length === 0)
    throw new PlinthError(
      'E_NOT_INITIALISED',
      `${target.database} is not tracked, so that it is not known what it should be`,
      {
        hint: 'Find out which revision it is at: plinth init',
      },
    )
  checkCurrentHeads(project.graph, heads as readonly RevisionId[])
  return heads as readonly RevisionId[]
}

function driftLines({ open, accepted }: Judged, history: History): readonly DriftLine[] {
  const touched = new Map<string, RevisionId>()
  for (const { revision, touched: keys } of history.values())
    for (const key of keys) touched.set(key, revision)
  return [...open, ...accepted].flatMap((difference) =>
    renderDifference(difference).map((text) => ({
      text,
      revision: touched.get(difference.fact),
      accepted: 'acceptance' in difference ? (difference.acceptance as Accepted) : undefined,
    })),
  )
}

function staleLines({ expired, unused }: Judged): readonly string[] {
  const line = (what: string) => (one: Accepted) =>
    `${titleOfKey(one.fact)}, accepted by ${one.by}: ${what} (${one.until})`
  return [...expired.map(line('that has run out')), ...unused.map(line('it does not differ so here'))]
}

function unseenOf(live: LiveComparison | undefined, history: History): readonly UnseenObject[] {
  const last = [...history.values()].at(-1)?.schema.unseen ?? []
  const all = [...(live?.unseen ?? []), ...last].map((one) => [`${one.kind} ${one.name}`, one] as const)
  return [...new Map(all).values()]
}

async function staleFingerprints(
  { config }: Project,
  {
    live,
    history,
  }: {
    readonly live: LiveComparison | undefined
    readonly history: History
  },
): Promise<readonly string[]> {
  const lock = await readLock(config.migrations)
  const replayed = new Map(
    [...history.values(), ...(live?.replayed ?? [])].map(({ revision, schema }) => [revision, schema]),
  )
  return [...replayed].flatMap(([revision, schema]) => {
    const recorded = lock?.get(revision)?.fingerprint
    if (recorded === undefined) return []
    const found = fingerprintOf(schema)
    return found.kind === 'certain' && found.fingerprint !== recorded ? [revision] : []
  })
}

function downgradeLines(history: History): readonly DowngradeLine[] {
  return [...history.values()].flatMap(({ revision, downgrade }) =>
    downgrade === undefined ? [] : [{ revision, ...downgrade }],
  )
}

function resultOf(found: Omit<VerifyResult, 'ok' | 'code' | 'next'>): VerifyResult {
  const isDrifting = found.drift.some(({ accepted }) => accepted === undefined)
  const isBroken = found.downgrades.some(({ mark }) => mark === 'lossy' || mark === 'unproven')
  const differs = isDrifting || isBroken || found.replaced.length > 0 || found.lock.length > 0
  const code = differs ? 'E_DRIFT' : found.unseen.length > 0 ? 'E_UNSEEN' : undefined
  return { ...found, ok: code === undefined, code, next: nextOf(found, isDrifting) }
}

function nextOf(
  { lock, downgrades, uncompared }: Omit<VerifyResult, 'ok' | 'code' | 'next'>,
  isDrifting: boolean,
): string | undefined {
  if (isDrifting)
    return 'Undo it in the database; or write it down, and say that it is there: plinth create "<what was changed>", plinth stamp <its revision>; or take it on: plinth verify --accept "<why>" --until <day>'
  if (downgrades.some(({ mark }) => mark === 'lossy' || mark === 'unproven'))
    return 'Correct the downgrade; or say why there is none: -- plinth: irreversible "<why>"'
  return lock.length > 0
    ? 'See why the schema is another than it was, then: plinth verify --update'
    : uncompared?.hint
}
