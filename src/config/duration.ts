import { PlinthError } from '../errors.ts'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `500ms`, `30s`, `15m`, `2h`; a bare number is seconds. Milliseconds out. Throws E_CONFIG naming the `setting`. */
export function parseDuration(text: string, setting: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim())
  const ms = match ? Number(match[1]) * (unitMs[match[2] ?? 's'] ?? 1000) : Number.NaN
  if (Number.isFinite(ms)) return ms
  throw new PlinthError('E_CONFIG', `${setting} is "${text}", which is not a duration`, {
    hint: 'Write it as 500ms, 30s, 15m or 2h.',
  })
}
