import { PlinthError } from '../errors.ts'

const unitBytes: Readonly<Record<string, number>> = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }

/** No text of JavaScript is longer than half a gigabyte. */
const longestText = 512 * 1024 ** 2 - 1024

/** `64kB`, `256MB`, `1GB`, as PostgreSQL writes memory; bytes out. Throws E_CONFIG naming the `setting`. */
export function parseSize(text: string, setting: string): number {
  const match = /^(\d+)\s*(kB|MB|GB)$/i.exec(text.trim())
  const unit = Object.keys(unitBytes).find((name) => name.toLowerCase() === match?.[2]?.toLowerCase())
  const bytes = match && unit !== undefined ? Number(match[1]) * (unitBytes[unit] ?? 1) : Number.NaN
  if (bytes > 0 && bytes <= longestText) return bytes
  const why = Number.isNaN(bytes) ? 'is not a size' : 'is not between 1kB and 511MB'
  throw new PlinthError('E_CONFIG', `${setting} is "${text}", which ${why}`, {
    hint: 'Write it as 64kB or 256MB.',
  })
}

/** A whole number from 0 on. Throws E_CONFIG naming the `setting`. */
export function parseCount(text: string, setting: string): number {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text)
  throw new PlinthError('E_CONFIG', `${setting} is "${text}", which is not a whole number`, {
    hint: 'Write it as 0, 1, 2, …',
  })
}
