import type { Database, Opening, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { Step } from '../plan/plan.ts'
import { fingerprintOf } from '../schema/fingerprint.ts'

/**
 * Reads the schema that a stamp rests on once more, in the transaction of the stamp. Throws E_EXISTING where it is another one by now.
 * Where the transaction was not opened there is nothing to do.
 */
export async function checkProven(
  { session, database }: { readonly session: Session; readonly database: Database },
  step: Step,
  opened: Promise<Opening>,
): Promise<void> {
  if (step.kind !== 'stamp' || step.how !== 'adopted verified' || step.found === undefined) return
  if ((await opened) !== 'open') return
  const { fingerprint, leaveOut, columnOrder } = step.found
  const schema = await database.readSchema(session, { transaction: 'open', leaveOut })
  const now = fingerprintOf(schema, { columnOrder })
  if (now.kind === 'certain' && now.fingerprint === fingerprint) return
  throw new PlinthError('E_EXISTING', 'the schema of the database was changed while it was compared', {
    hint: 'Wait until nobody changes it; then: plinth init',
    result: 'Nothing was changed.',
  })
}
