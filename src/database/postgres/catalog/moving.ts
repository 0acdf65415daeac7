import { PlinthError } from '../../../errors.ts'

/**
 * The rows, where no object of theirs was dropped while it was read: throws where one was. The catalogs are read as of one moment, but definitions as of now, and the
 * server says null of what is gone.
 */
export function refuseGone<R>(rows: readonly R[], isGone: (row: R) => boolean): readonly R[] {
  if (rows.some(isGone)) throw new Gone()
  return rows
}

/** How the server writes a type that is gone. */
export const goneType = '???'

/** An object was there when the snapshot began, and its definition is not any more. */
class Gone extends PlinthError {
  constructor() {
    super('E_SQL', 'an object was dropped while its definition was read')
  }
}

/** What the server says of itself where it does not find in one catalog what another names: `cache lookup failed`, `could not open relation with OID`. */
const internalError = 'XX000'

/** Whether a read failed for somebody changed the schema meanwhile, so that it may go well when it is made anew. */
export function isOfMoving(error: unknown): error is PlinthError {
  return error instanceof Gone || (error instanceof PlinthError && error.sqlState === internalError)
}

export function movingError(cause: PlinthError): PlinthError {
  return new PlinthError('E_SQL', 'the schema changed each time it was read', {
    detail: cause.message,
    hint: 'wait until whoever makes and drops objects in this database is done, then type the command again',
    ...(cause.sqlState === undefined ? {} : { sqlState: cause.sqlState }),
    cause,
  })
}
