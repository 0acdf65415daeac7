import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** How a connection ends: properly, with a reset, or not: nothing comes through any more; or nothing happens to it, and `onFault` is called. */
type Ending = 'fin' | 'rst' | 'silence' | 'none'

/** What goes wrong with connection 1. */
export interface Fault {
  /** Whose messages are counted. */
  readonly from: 'server' | 'client'
  /** So many are handed on; then it ends. */
  readonly after: number
  /** The next one is handed on up to its middle. */
  readonly torn?: boolean
  readonly ending: Ending
  /** Called once, when it happens. */
  readonly onFault?: () => void
}

/** A proxy that knows where a message of PostgreSQL's protocol ends. Without TLS only. */
export interface Wire {
  /** The URL of the database, through the wire. */
  readonly url: string
  readonly fault: Fault | undefined
  readonly hasFailed: boolean
  /** Whole messages on connection 1 so far. */
  readonly messages: Readonly<Record<'server' | 'client', number>>
  /** Which messages of connection 1 are a COMMIT, and the answer to one. */
  readonly commits: Readonly<Record<'server' | 'client', readonly number[]>>
  /** From here on nothing comes through on connection 1, or on any. */
  silence(which?: 'first' | 'all'): void
  /** Connections that the client holds open. */
  readonly open: number
  close(): Promise<void>
}

export async function startWire(
  url: string,
  fault?: Fault,
  { silentFrom = Infinity }: { readonly silentFrom?: number } = {},
): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const clients = new Set<Socket>()
  const all = new Set<Socket>()
  const messages = { server: 0, client: 0 }
  const commits: Record<'server' | 'client', number[]> = { server: [], client: [] }
  let connections = 0
  let failed = false
  let silent: 'first' | 'all' | undefined

  const server = createServer({ noDelay: true }, (client) => {
    const number = ++connections
    const isFirst = number === 1
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    clients.add(client)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      all.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        all.delete(socket)
        clients.delete(socket)
        if (!(isFirst && failed && fault?.ending === 'silence' && socket === upstream)) other.end()
      })
    }
    const end = () => {
      failed = fault?.ending !== 'none'
      if (fault?.ending === 'rst') client.resetAndDestroy()
      else if (fault?.ending === 'fin') client.end()
      // The server gets what was handed on before the end.
      if (fault?.ending === 'rst' || fault?.ending === 'fin') upstream.end()
      fault?.onFault?.()
    }
    const relay = (from: 'server' | 'client', to: Socket) => {
      const frames = new Frames(from === 'client')
      return (data: Buffer) => {
        if (silent === 'all' || (silent === 'first' && isFirst)) return
        if (number >= silentFrom && from === 'server' && frames.isPast(data)) return
        if (!isFirst) return void to.write(data)
        for (const frame of frames.take(data)) {
          if (failed) return
          if (fault?.from === from && fault.ending !== 'none' && messages[from] >= fault.after) {
            if (fault.torn) to.write(frame.subarray(0, Math.ceil(frame.length / 2)))
            return end()
          }
          messages[from]++
          if (isCommit(from, frame)) commits[from].push(messages[from])
          to.write(frame)
          if (fault?.from === from && messages[from] === fault.after && !fault.torn) end()
        }
      }
    }
    client.on('data', relay('client', upstream))
    upstream.on('data', relay('server', client))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = Object.assign(new URL(url), {
    hostname: '127.0.0.1',
    port: String((server.address() as AddressInfo).port),
  })
  through.searchParams.set('sslmode', 'disable')
  return {
    url: through.href,
    fault,
    get hasFailed() {
      return failed
    },
    messages,
    commits,
    silence: (which = 'first') => void (silent = which),
    get open() {
      return clients.size
    },
    close: async () => {
      for (const socket of all) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function isCommit(from: 'server' | 'client', frame: Frame): boolean {
  if (frame.length > 40) return false
  return from === 'server' ? frame.includes('COMMIT\0') : frame.includes('commit\0')
}

type Frame = Buffer & { name?: string }

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5])

/** Cuts a stream into messages. The first of a client has no type. */
class Frames {
  #rest: Buffer = Buffer.alloc(0)
  #isStart: boolean
  #ready = 0

  constructor(startsBare: boolean) {
    this.#isStart = startsBare
  }

  /** The server said ReadyForQuery twice before: the session is set up. */
  isPast(data: Buffer): boolean {
    const was = this.#ready >= 2
    for (let at = data.indexOf(readyForQuery); at !== -1; at = data.indexOf(readyForQuery, at + 1))
      this.#ready++
    return was
  }

  *take(data: Buffer): Generator<Frame> {
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    for (;;) {
      const head = this.#isStart ? 0 : 1
      if (this.#rest.length < head + 4) return
      const length = head + this.#rest.readInt32BE(head)
      if (this.#rest.length < length) return
      const frame: Frame = this.#rest.subarray(0, length)
      frame.name = this.#isStart ? 'startup' : String.fromCharCode(frame[0] ?? 0)
      this.#rest = this.#rest.subarray(length)
      this.#isStart = false
      yield frame
    }
  }
}
