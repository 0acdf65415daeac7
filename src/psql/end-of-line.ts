import { newline } from './ascii.ts'
import type { ScriptInput } from './input.ts'
import { scriptError } from './script-error.ts'

/** Index after the line end that follows the unread byte, or of the end of the window. Reads on; no statement may be in progress. */
export async function endOfLine(input: ScriptInput, maxBytes: number): Promise<number> {
  for (let seen = 0; ;) {
    const end = input.bytes.indexOf(newline, input.at + seen)
    if (end !== -1) return end + 1
    if (input.ended) return input.bytes.length
    seen = input.bytes.length - input.at
    if (seen > maxBytes) {
      throw scriptError(input.placeOf(input.at), `the rest of the line is longer than ${maxBytes} bytes`, {
        hint: 'Break the line after the COPY statement or the meta-command.',
      })
    }
    await input.more(input.at)
  }
}
