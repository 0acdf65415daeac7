import type { Socket } from 'node:net'

/** The fields of an error message by their letters (PostgreSQL protocol, "Error and Notice Message Fields"). */
const fieldNames: Readonly<Record<string, string>> = { C: 'code', M: 'message', D: 'detail', H: 'hint' }

/**
 * What a server said right before it closed a connection. The driver forgets an error that no "ready for query" follows: the reason for
 * which a server, or a pooler, ends a session.
 */
export class LastWords {
  /** The end of what came: a message may lie across two pieces. */
  #pieces: readonly Buffer[] = []

  constructor(socket?: Socket) {
    socket?.on('data', (piece: Buffer) => {
      this.#pieces = [...this.#pieces.slice(-1), piece]
    })
  }

  /** The fields of the error that ends what came; undefined where none does. */
  read(): object | undefined {
    const bytes = Buffer.concat(this.#pieces)
    for (let at = bytes.lastIndexOf('E'); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf('E', at - 1)) {
      if (at + 5 > bytes.length || at + 1 + bytes.readUInt32BE(at + 1) !== bytes.length) continue
      const fields = fieldsIn(bytes.subarray(at + 5))
      if ('code' in fields && 'message' in fields) return fields
    }
    return undefined
  }
}

function fieldsIn(bytes: Buffer): object {
  const entries = bytes
    .toString('utf8')
    .split('\0')
    .map((field) => [fieldNames[field[0] ?? ''], field.slice(1)] as const)
  return Object.fromEntries(entries.filter(([name]) => name !== undefined))
}
