import { readFile } from 'node:fs/promises'
import { PlinthError, errorCodes, type ErrorCode } from '../errors.ts'
import { nearest } from '../revision/nearest.ts'
import { answer } from './answer.ts'
import type { Call } from './call.ts'
import { field } from './words.ts'

/** `plinth explain E_EDITED`, or `edited`: the page of an error code. */
export async function explain(call: Call): Promise<number> {
  const code = codeOf(call.words[0] as string)
  const { about, exit } = errorCodes[code]
  // The build puts docs/errors.md beside this file.
  const text = pageOf(await readFile(new URL('errors.md', import.meta.url), 'utf8'), code)
  return answer(call, { code, about, exit, text }, () => [
    `${code}: ${about}`,
    field('exit', String(exit)),
    '',
    text,
  ])
}

/** The text below the heading of a code, links shown as their words. */
export function pageOf(pages: string, code: ErrorCode): string {
  const [, section = ''] = pages.split(`\n### ${code}\n`)
  const [text = ''] = section.split(/^##/m)
  return text.trim().replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
}

function codeOf(word: string): ErrorCode {
  const upper = word.toUpperCase().replaceAll('-', '_')
  const code = upper.startsWith('E_') ? upper : `E_${upper}`
  if (code in errorCodes) return code as ErrorCode
  const codes = Object.keys(errorCodes)
  const near = nearest(code, codes)
  throw new PlinthError('E_USAGE', `there is no error code ${upper}`, {
    detail: `The codes are: ${codes.join(', ')}`,
    ...(near === undefined ? {} : { hint: `Did you mean: plinth explain ${near}?` }),
  })
}
