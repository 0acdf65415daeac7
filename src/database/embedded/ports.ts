import { createServer, type AddressInfo } from 'node:net'

/** The wanted port when nobody listens on it, else one that is free now. Only of 127.0.0.1. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? ((await tryPort(0)) as number)
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: taken } = server.address() as AddressInfo
      server.close(() => resolve(taken))
    })
  })
}
