import type { ChangeStatement, SchemaChange } from './plan-change.ts'

/** Why a change cannot run in one transaction, in words: `for …, and …`. Undefined: it can. */
export function whyWithoutTransaction({ statements }: Pick<SchemaChange, 'statements'>): string | undefined {
  const reasons = statements.filter((one) => !one.transactional).map(reasonOf)
  return reasons.length === 0 ? undefined : `for ${[...new Set(reasons)].join(', and ')}`
}

function reasonOf({ sql }: ChangeStatement): string {
  if (sql.startsWith('ALTER TYPE ')) return 'a value that is added to an enum can be used only after a commit'
  if (/^(?:CREATE|DROP) .*?INDEX CONCURRENTLY /.test(sql)) return 'CONCURRENTLY works in none'
  return 'VALIDATE CONSTRAINT spares writers only when what is before it is committed'
}
