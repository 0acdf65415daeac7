import { execFile } from 'node:child_process'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A query that a server got: its text, a character a byte, and the rows that followed when the server asked for them. */
export interface SentQuery {
  readonly text: string
  rows: Buffer | undefined
}

/** A place to connect to, which writes down what the server gets through it. */
export interface Recorder {
  readonly url: string
  /** What was written down since the last call. */
  take(): readonly SentQuery[]
  close(): Promise<void>
}

/** A relay in front of the server of `url` that reads the messages of the protocol. */
export async function startRecorder(url: string): Promise<Recorder> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let queries: SentQuery[] = []
  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    const fromClient = messages(8, (type, body) => {
      if (type === 'Q') queries.push({ text: body.toString('latin1', 0, body.length - 1), rows: undefined })
      const last = queries.at(-1)
      if (type === 'd' && last !== undefined) last.rows = Buffer.concat([last.rows ?? empty, body])
    })
    const fromServer = messages(0, (type) => {
      const last = queries.at(-1)
      if (type === 'G' && last !== undefined) last.rows = empty
    })
    relay(client, upstream, fromClient)
    relay(upstream, client, fromServer)
    for (const socket of [client, upstream]) sockets.add(socket.on('close', () => sockets.delete(socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  own.hostname = '127.0.0.1'
  own.searchParams.set('sslmode', 'disable')
  own.searchParams.set('gssencmode', 'disable')
  return {
    url: own.href,
    take: () => {
      const taken = queries
      queries = []
      return taken
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const empty = Buffer.alloc(0)

function relay(from: Socket, to: Socket, look: (data: Buffer) => void): void {
  from.on('data', (data) => {
    look(data)
    to.write(data)
  })
  from.on('error', () => {})
  from.on('close', () => to.end())
}

/** Cuts a stream into messages. `untyped`: the first one has no type byte (the start-up packet). */
function messages(untyped: number, see: (type: string, body: Buffer) => void): (data: Buffer) => void {
  let rest: Buffer = empty
  let isFirst = untyped > 0
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data])
    let at = 0
    for (;;) {
      const head = isFirst ? 0 : 1
      if (rest.length - at < head + 4) break
      const length = rest.readInt32BE(at + head)
      if (rest.length - at < head + length) break
      if (!isFirst) see(String.fromCharCode(rest[at]!), rest.subarray(at + 5, at + 1 + length))
      isFirst = false
      at += head + length
    }
    rest = rest.subarray(at)
  }
}

/** Runs a program to its end, whatever its exit code; returns what it wrote to the standard error. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const given = { ...options, maxBuffer: 1 << 30 }
    execFile(command, [...args], given, (_error, _stdout, stderr) => resolve(stderr))
  })
}
