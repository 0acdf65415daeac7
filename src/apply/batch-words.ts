import type { BatchProgress, Key, KeyBounds, KeyColumn } from '../database/batches.ts'
import { PlinthError } from '../errors.ts'
import { quoteWhereNeeded } from '../psql/quote-identifier.ts'
import type { Handled } from './handled.ts'

/** Batches in a migration that is one transaction: they would keep every lock to its end, and could not go on anywhere. */
export function transactionError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'batches need a migration that runs without a transaction', {
    detail:
      'Each batch is a transaction by itself: it frees its rows, and is recorded, so that a run that stops can go on.',
    hint: 'Write // plinth: no-transaction among the comment lines at the beginning of the file.',
  })
}

/** The COMMIT of a batch would end the user's own transaction. */
export function openTransactionError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'batches cannot run in a transaction that the migration began', {
    detail: 'Each batch is a transaction by itself.',
    hint: 'Write COMMIT before them, or remove the BEGIN.',
  })
}

/** What the batches have not done is not done when the migration is recorded. */
export function unendedError(name: string): PlinthError {
  return new PlinthError('E_MIGRATION', `the batches "${name}" failed, and the migration went on`, {
    hint: 'Do not catch what they throw: the migration would be recorded, and the rest of the rows never changed.',
  })
}

/** There is no place to record how far batches came. */
export function untrackedError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'batches cannot be in the first migration of a database', {
    detail: 'How far they came is recorded in the tracking, which is made with the first record.',
    hint: 'Put what stands before them into a migration of its own: plinth create <message>',
  })
}

/** Batches of another name began before: these were renamed, or put in front of them. */
export function otherBatchesError(name: string, other: BatchProgress, forget: string): PlinthError {
  return new PlinthError(
    'E_MIGRATION',
    `an earlier run of this migration began batches "${other.name}", and not "${name}"`,
    { detail: toldBegun(other), hint: restoreHint('their name, and their place in the file', forget) },
  )
}

/** Batches that began are no longer in the file. */
export function forgottenError(left: BatchProgress, forget: string): PlinthError {
  return new PlinthError(
    'E_MIGRATION',
    `an earlier run began batches "${left.name}", which the migration no longer has`,
    { detail: toldBegun(left), hint: restoreHint('them', forget) },
  )
}

/** Batches of the same name began over another table or key. */
export function otherTableError(own: BatchProgress, over: string, forget: string): PlinthError {
  return new PlinthError(
    'E_MIGRATION',
    `the batches "${own.name}" began over another table or key, and cannot go on over this one`,
    {
      detail: `began: ${own.over}\nnow:   ${over}\n${toldBegun(own)}`,
      hint: restoreHint('table and key in the file', forget),
    },
  )
}

function toldBegun({ rows, batches, state }: BatchProgress): string {
  return `They ${state === 'done' ? 'are done' : 'did not end'}: ${batches} batches with ${rows} rows.`
}

function restoreHint(what: string, forget: string): string {
  return `Restore ${what}, and run the same command again.\nOr, where all may run once more from the first row: ${forget}`
}

/** Something that was made and not awaited. */
export function unawaited({ noun, state }: Handled<unknown>): PlinthError {
  const what = state === 'made' ? 'was never awaited, so it did not run' : 'was not awaited to its end'
  return new PlinthError('E_MIGRATION', `${noun} of the migration ${what}`, {
    hint: 'Write await before it; several at once: await Promise.all([…])',
  })
}

/** A part of the function that nobody waited for goes on when its transaction is over. */
export function endedError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'a query came after the function of the migration had ended', {
    detail: 'It was not sent: it would have run outside of the transaction of the migration.',
    hint: 'Wait for all that the function begins: await it, or return its promise.',
  })
}

/** A statement without the range changes the whole table, once a batch. */
export function unusedError(): PlinthError {
  return new PlinthError('E_MIGRATION', 'the function of the batches did not use its range', {
    detail: 'Each batch would change the same rows.',
    hint: 'Write: (range) => sql`update users set … where ${range}`',
  })
}

/** An error of the user's function, with the keys that it ran for. */
export function withBounds(
  error: PlinthError,
  key: readonly KeyColumn[],
  { after, to }: KeyBounds,
): PlinthError {
  const names = namesText(key)
  const above = after === undefined ? '' : `${names} > ${keyText(after)}, `
  const told = `It was the batch with ${above}${names} <= ${keyText(to)}.`
  return error.with({ detail: [error.detail, told].filter(Boolean).join('\n') })
}

/** What is done, what stays, and how to go on. */
export function withHowFar(
  error: unknown,
  { name, reached, rows, batches }: BatchProgress,
  { key, id }: { readonly key: readonly KeyColumn[]; readonly id: string },
): unknown {
  if (!(error instanceof PlinthError)) return error
  const done =
    reached === undefined
      ? `No batch of "${name}" is done`
      : `${batches} ${batches === 1 ? 'batch' : 'batches'} of "${name}" with ${rows} rows ${batches === 1 ? 'is' : 'are'} done and recorded, up to ${namesText(key)} ${keyText(reached)}`
  const begun =
    error.code === 'E_COMMIT_UNKNOWN'
      ? 'the next one was committed together with its record, or nothing of it was'
      : 'one that had begun was rolled back'
  return error.with({
    result: `${done}; ${begun}. What ${id} did before stays, and it is not recorded as applied.`,
    hint: hintFor(error),
  })
}

function hintFor({ code, hint }: PlinthError): string {
  const again = 'run the same command again: it goes on behind that.'
  if (code === 'E_INTERRUPTED') return 'To go on behind that, run the same command again.'
  if (code === 'E_CONNECTION_LOST' || code === 'E_COMMIT_UNKNOWN') return `When the server is back, ${again}`
  return [hint, `Mend it, and ${again}`].filter(Boolean).join('\n')
}

function namesText(key: readonly KeyColumn[]): string {
  return listed(key.map(({ name }) => quoteWhereNeeded(name)))
}

function keyText(key: Key): string {
  return listed(key.map(valueText))
}

function listed(texts: readonly string[]): string {
  return texts.length === 1 ? texts.join('') : `(${texts.join(', ')})`
}

const longest = 60

/** A value of the database: shortened, and nothing in it may move the cursor of a terminal. */
function valueText(value: string): string {
  const short = value.length > longest ? `${value.slice(0, longest)}…` : value
  return /^[-+.:\w]+$/.test(short) ? short : JSON.stringify(short)
}
