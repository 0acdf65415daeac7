import type { MetaItem } from './meta-item.ts'
import { scriptError } from './script-error.ts'
import type { ScriptState } from './script-state.ts'

/**
 * command.c, `exec_command_restrict` (CVE-2025-8714). The key is compared as it stands: nothing is expanded, neither here nor
 * in `\unrestrict` (CVE-2026-18408).
 */
export function restrict(item: MetaItem, state: ScriptState): void {
  state.restrictKey = readKey(item)
}

export function unrestrict(item: MetaItem, state: ScriptState): void {
  const expected = state.restrictKey
  if (readKey(item) !== expected) {
    const message =
      expected === undefined ? '\\unrestrict without \\restrict' : '\\unrestrict has the wrong key'
    throw scriptError(item.at, message, { hint: 'Both keys must be the same. Make the dump again.' })
  }
  state.restrictKey = undefined
}

function readKey(item: MetaItem): string {
  const key = item.rest.trim().replace(/;$/, '')
  if (/^[A-Za-z0-9]+$/.test(key)) return key
  throw scriptError(item.at, `\\${item.name} needs one key of letters and digits`, {
    hint: 'pg_dump writes such a key. Make the dump again.',
  })
}
