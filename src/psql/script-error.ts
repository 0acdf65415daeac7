import { PlinthError } from '../errors.ts'
import type { ScriptPlace } from './item.ts'

/** An `E_SCRIPT` at a place of the script. */
export function scriptError(
  at: ScriptPlace,
  message: string,
  parts: { readonly detail?: string; readonly hint?: string } = {},
): PlinthError {
  const { file, line, column } = at
  return new PlinthError('E_SCRIPT', message, { ...parts, place: { file, line, column } })
}
