import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What the proxy does with a piece of data: hand it on, cut before it, or cut after it. */
type Verdict = 'pass' | 'cut' | 'cut-after' | 'swallow'

export interface ProxyRules {
  /** Looks at what the client sends on connection number `connection` (from 1). */
  readonly fromClient?: (data: Buffer, connection: number) => Verdict
  /** Looks at what the server sends. */
  readonly fromServer?: (data: Buffer, connection: number) => Verdict
  /** Cuts connection 1 when the server has sent this many bytes on it. */
  readonly cutAfterServerBytes?: number
}

/** A TCP proxy in front of a server, which fails as a network does. */
export interface Proxy {
  readonly port: number
  /** How many connections were made so far. */
  readonly connections: number
  /** How many bytes the server sent on connection 1. */
  readonly serverBytes: number
  rules: ProxyRules
  /** Hands connections that are made from here on to the server of this URL, as a moved address does. */
  redirect(url: string): void
  /** Stops handing anything on, in silence. */
  freeze(): void
  /** Cuts every connection with a reset. */
  cut(): void
  close(): Promise<void>
}

/** Starts a proxy on 127.0.0.1 to the server of `url`. */
export async function startProxy(url: string, rules: ProxyRules = {}): Promise<Proxy> {
  let { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let connections = 0
  let serverBytes = 0
  let frozen = false
  const server = createServer((client) => {
    const number = ++connections
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    const cut = () => {
      client.resetAndDestroy()
      // The server gets what was handed on before the end.
      upstream.end()
    }
    track(sockets, client, upstream)
    const relay = (to: Socket, verdictOf: () => ProxyRules['fromClient']) => (data: Buffer) => {
      if (frozen) return
      const verdict = verdictOf()?.(data, number) ?? 'pass'
      if (verdict === 'cut') return cut()
      if (verdict !== 'swallow') to.write(data)
      if (verdict === 'cut-after') cut()
    }
    client.on(
      'data',
      relay(upstream, () => proxy.rules.fromClient),
    )
    const toClient = relay(client, () => proxy.rules.fromServer)
    upstream.on('data', (data: Buffer) => {
      const limit = proxy.rules.cutAfterServerBytes
      const left = number === 1 && limit !== undefined ? limit - serverBytes : Infinity
      if (number === 1) serverBytes += data.length
      if (data.length < left) return toClient(data)
      client.end(data.subarray(0, Math.max(0, left)))
      upstream.end()
    })
  })
  const proxy: Proxy = {
    port: await listen(server),
    get connections() {
      return connections
    },
    get serverBytes() {
      return serverBytes
    },
    rules,
    redirect: (other) => ({ hostname, port } = new URL(other)),
    freeze: () => void (frozen = true),
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    close: () => closeServer(server, sockets),
  }
  return proxy
}

/** A server that accepts and does `greet`. */
export async function startBareServer(
  greet: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly connections: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    track(sockets, socket)
    greet(socket)
  })
  return {
    port: await listen(server),
    get connections() {
      return connections
    },
    close: () => closeServer(server, sockets),
  }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await closeServer(server, new Set())
  return port
}

/** The two ends of a connection share their fate. */
function track(all: Set<Socket>, ...pair: Socket[]): void {
  for (const socket of pair) {
    all.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      all.delete(socket)
      for (const other of pair) if (!other.destroyed) other.end()
    })
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
